package org.podkeeper.account.web;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.podkeeper.account.Member;
import org.podkeeper.account.NewPerson;
import org.podkeeper.account.OneTimePassword;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Registrar;
import org.podkeeper.account.Role;
import org.podkeeper.web.Option;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who has an account, and making one. */
@Controller
@PreAuthorize("hasRole('ADMIN')")
class PeopleController {
    private final Registrar registrar;
    private final Sentences sentences;

    PeopleController(Registrar registrar, Sentences sentences) {
        this.registrar = registrar;
        this.sentences = sentences;
    }

    @GetMapping("/people")
    String list(@RequestParam(defaultValue = "") String q, Model model) {
        List<Member> found = registrar.search(q);
        model.addAttribute("q", q);
        model.addAttribute("members", found);
        model.addAttribute(
                "disabledCount", found.stream().filter(Member::disabled).count());
        return "account/people";
    }

    @GetMapping("/people/new")
    String blank(Model model) {
        model.addAttribute("form", new PersonForm("", "", "", Role.USER.name()));
        return form(model);
    }

    /** Answers with the page instead of a redirect: the password in clear must not wait in the stored session. */
    @PostMapping("/people/new")
    String create(@ModelAttribute("form") PersonForm form, BindingResult errors, Model model) {
        Optional<Role> role = role(form.role());
        if (role.isEmpty()) {
            errors.rejectValue("role", "account.role.unknown");
            return form(model);
        }
        NewPerson wanted = new NewPerson(form.userName(), form.fullName(), form.email(), role.get());
        return switch (registrar.create(wanted)) {
            case Done<OneTimePassword>(var created) -> {
                model.addAttribute("created", created);
                yield "account/person-password";
            }
            case Refused<OneTimePassword>(var refusals) -> {
                sentences.beside(errors, refusals);
                yield form(model);
            }
        };
    }

    private String form(Model model) {
        model.addAttribute("roles", roles(sentences));
        return "account/person-new";
    }

    static List<Option> roles(Sentences sentences) {
        return Arrays.stream(Role.values())
                .map(role -> new Option(role.name(), sentences.of("account.role." + role.name() + ".choice")))
                .toList();
    }

    static Optional<Role> role(String name) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equals(name))
                .findAny();
    }
}
