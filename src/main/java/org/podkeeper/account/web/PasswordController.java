package org.podkeeper.account.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.account.Profiles;
import org.podkeeper.account.SignedIn;
import org.podkeeper.account.security.CurrentSession;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One's own password. */
@Controller
class PasswordController {
    private static final String PAGE = "account/password";

    private final Profiles profiles;
    private final CurrentSession session;
    private final Sentences sentences;

    PasswordController(Profiles profiles, CurrentSession session, Sentences sentences) {
        this.profiles = profiles;
        this.session = session;
        this.sentences = sentences;
    }

    @GetMapping("/profile/password")
    String show(Person person, Model model) {
        model.addAttribute("form", new PasswordForm("", "", ""));
        return page(person, model);
    }

    @PostMapping("/profile/password")
    String change(
            Person person,
            @ModelAttribute("form") PasswordForm form,
            BindingResult errors,
            Model model,
            RedirectAttributes flash,
            HttpServletRequest request,
            HttpServletResponse response) {
        boolean first = session.mustChangePassword();
        return switch (profiles.changePassword(person.id(), form.former(), form.wanted(), form.again())) {
            case Done<SignedIn>(var goesOn) -> {
                session.goOnAs(goesOn, request, response);
                sentences.notice(flash, "account.password.changed");
                yield first ? "redirect:/" : "redirect:/profile/password";
            }
            case Refused<SignedIn>(var refusals) -> {
                sentences.beside(errors, refusals);
                yield page(person, model);
            }
        };
    }

    private String page(Person person, Model model) {
        model.addAttribute("person", person);
        model.addAttribute("mandatory", session.mustChangePassword());
        return PAGE;
    }
}
