package org.podkeeper.account.web;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonalToken;
import org.podkeeper.account.TokenDesk;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Option;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** One's own personal tokens. */
@Controller
class TokensController {
    private static final String PAGE = "account/tokens";
    private static final List<String> LIFETIMES = List.of("7", "30", "90", "365");

    private final TokenDesk desk;
    private final Sentences sentences;

    TokensController(TokenDesk desk, Sentences sentences) {
        this.desk = desk;
        this.sentences = sentences;
    }

    @GetMapping("/profile/tokens")
    String show(Person person, Model model) {
        model.addAttribute("form", new TokenForm("", "90"));
        return page(person, model);
    }

    /** Answers with the page instead of a redirect: the token in clear must not wait in the stored session. */
    @PostMapping("/profile/tokens")
    String issue(Person person, @ModelAttribute("form") TokenForm form, BindingResult errors, Model model) {
        if (!form.days().isEmpty() && !Set.copyOf(LIFETIMES).contains(form.days())) {
            errors.rejectValue("days", "account.token.lifetime-unknown");
            return page(person, model);
        }
        switch (desk.issue(person.id(), form.name(), lifetime(form))) {
            case Done<IssuedToken>(var issued) -> {
                model.addAttribute("issued", issued);
                model.addAttribute(
                        "origin",
                        ServletUriComponentsBuilder.fromCurrentContextPath().toUriString());
                model.addAttribute("form", new TokenForm("", "90"));
                // errors are kept beside the form they belong to
                model.asMap().remove(BindingResult.MODEL_KEY_PREFIX + "form");
            }
            case Refused<IssuedToken>(var refusals) -> sentences.beside(errors, refusals);
        }
        return page(person, model);
    }

    @PostMapping("/profile/tokens/{token}/revoke")
    String revoke(Person person, @PathVariable("token") UUID id, RedirectAttributes flash) {
        PersonalToken revoked = desk.revoke(person.id(), id).orElseThrow(() -> new NotFound("Token " + id));
        sentences.notice(flash, "account.token.revoked", revoked.name());
        return "redirect:/profile/tokens";
    }

    private static @Nullable Duration lifetime(TokenForm form) {
        return form.days().isEmpty() ? null : Duration.ofDays(Long.parseLong(form.days()));
    }

    private String page(Person person, Model model) {
        model.addAttribute("person", person);
        model.addAttribute("tokens", desk.of(person.id()));
        model.addAttribute(
                "lifetimes",
                List.of(
                        new Option("7", sentences.of("account.token.days", 7)),
                        new Option("30", sentences.of("account.token.days", 30)),
                        new Option("90", sentences.of("account.token.days", 90)),
                        new Option("365", sentences.of("account.token.days", 365)),
                        new Option("", sentences.of("account.token.no-end"))));
        return PAGE;
    }
}
