package org.podkeeper.account.web;

import java.util.UUID;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.SshKey;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One's own SSH keys. */
@Controller
class KeysController {
    private static final String PAGE = "account/keys";

    private final KeyRing ring;
    private final People people;
    private final Sentences sentences;

    KeysController(KeyRing ring, People people, Sentences sentences) {
        this.ring = ring;
        this.people = people;
        this.sentences = sentences;
    }

    @GetMapping("/profile/keys")
    String show(Person person, Model model) {
        model.addAttribute("form", new KeyForm("", ""));
        return page(person, model);
    }

    @PostMapping("/profile/keys")
    String add(
            Person person,
            @ModelAttribute("form") KeyForm form,
            BindingResult errors,
            Model model,
            RedirectAttributes flash) {
        return switch (ring.add(person.id(), form.name(), form.line())) {
            case Done<SshKey>(var key) -> {
                sentences.notice(flash, "account.key.added", key.name());
                yield "redirect:/profile/keys";
            }
            case Refused<SshKey>(var refusals) -> {
                boolean leaked = refusals.stream().anyMatch(why -> why.code().equals("account.key.private"));
                sentences.beside(leaked ? withoutKey(form, model) : errors, refusals);
                yield page(person, model);
            }
        };
    }

    /** A private key goes nowhere, not even back to whoever pasted it. */
    private static BindingResult withoutKey(KeyForm form, Model model) {
        KeyForm empty = new KeyForm(form.name(), "");
        BindingResult errors = new BeanPropertyBindingResult(empty, "form");
        model.addAttribute("form", empty);
        model.addAttribute(BindingResult.MODEL_KEY_PREFIX + "form", errors);
        return errors;
    }

    @PostMapping("/profile/keys/{key}/remove")
    String remove(Person person, @PathVariable("key") UUID id, RedirectAttributes flash) {
        SshKey removed = ring.remove(person.id(), id).orElseThrow(() -> new NotFound("SSH key " + id));
        sentences.notice(flash, "account.key.removed", removed.name());
        return "redirect:/profile/keys";
    }

    private String page(Person person, Model model) {
        model.addAttribute("person", person);
        model.addAttribute("keys", people.sshKeysOf(person.id()));
        return PAGE;
    }
}
