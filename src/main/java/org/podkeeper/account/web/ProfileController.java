package org.podkeeper.account.web;

import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.account.Profiles;
import org.podkeeper.web.TimeZones;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who one is: name, mail address, time zone. */
@Controller
class ProfileController {
    private static final String PAGE = "account/profile";

    private final Profiles profiles;
    private final TimeZones timeZones;
    private final Sentences sentences;

    ProfileController(Profiles profiles, TimeZones timeZones, Sentences sentences) {
        this.profiles = profiles;
        this.timeZones = timeZones;
        this.sentences = sentences;
    }

    @GetMapping("/profile")
    String show(Person person, Model model) {
        model.addAttribute(
                "form",
                new ProfileForm(
                        person.fullName(), person.email(), person.timeZone().getId()));
        return page(person, model);
    }

    @PostMapping("/profile")
    String save(
            Person person,
            @ModelAttribute("form") ProfileForm form,
            BindingResult errors,
            Model model,
            RedirectAttributes flash) {
        return switch (profiles.edit(person.id(), form.fullName(), form.email(), form.timeZone())) {
            case Done<Person> saved -> {
                sentences.notice(flash, "account.profile.saved");
                yield "redirect:/profile";
            }
            case Refused<Person>(var refusals) -> {
                sentences.beside(errors, refusals);
                yield page(person, model);
            }
        };
    }

    private String page(Person person, Model model) {
        model.addAttribute("person", person);
        model.addAttribute("timeZones", timeZones.options(person.timeZone().getId()));
        return PAGE;
    }
}
