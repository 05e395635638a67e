package org.podkeeper.account.web;

import java.util.List;
import java.util.UUID;
import org.podkeeper.account.Member;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Refusal;
import org.podkeeper.account.Registrar;
import org.podkeeper.account.Role;
import org.podkeeper.web.NotFound;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One account, as an admin looks after it. */
@Controller
@RequestMapping("/people/{person}")
@PreAuthorize("hasRole('ADMIN')")
class PersonController {
    private final Registrar registrar;
    private final People people;
    private final Sentences sentences;

    PersonController(Registrar registrar, People people, Sentences sentences) {
        this.registrar = registrar;
        this.people = people;
        this.sentences = sentences;
    }

    @GetMapping
    String show(@PathVariable("person") UUID id, Person reader, Model model) {
        Member member = member(id);
        model.addAttribute("member", member);
        model.addAttribute("keys", people.sshKeysOf(member.person().id()));
        model.addAttribute("self", member.person().id().equals(reader.id()));
        model.addAttribute("roles", PeopleController.roles(sentences));
        return "account/person";
    }

    @PostMapping("/role")
    String changeRole(
            @PathVariable("person") UUID id, @RequestParam String role, Person reader, RedirectAttributes flash) {
        PersonId person = member(id).person().id();
        return PeopleController.role(role)
                .map(wanted ->
                        tell(registrar.changeRole(person, wanted, reader), id, flash, "account.people.role-changed"))
                .orElseGet(() -> {
                    sentences.problem(flash, List.of(new Refusal("role", "account.role.unknown", List.of())));
                    return "redirect:/people/" + id;
                });
    }

    @PostMapping("/disable")
    String disable(@PathVariable("person") UUID id, Person reader, RedirectAttributes flash) {
        return tell(registrar.disable(member(id).person().id(), reader), id, flash, "account.people.disabled-now");
    }

    @PostMapping("/enable")
    String enable(@PathVariable("person") UUID id, RedirectAttributes flash) {
        Member enabled = registrar.enable(member(id).person().id());
        sentences.notice(flash, "account.people.enabled-now", enabled.person().fullName());
        return "redirect:/people/" + id;
    }

    /** Answers with the page instead of a redirect: the password in clear must not wait in the stored session. */
    @PostMapping("/password")
    String resetPassword(@PathVariable("person") UUID id, Model model) {
        model.addAttribute(
                "created", registrar.resetPassword(member(id).person().id()));
        model.addAttribute("reset", true);
        return "account/person-password";
    }

    private String tell(Outcome<Member> outcome, UUID id, RedirectAttributes flash, String code) {
        switch (outcome) {
            case Done<Member>(var member) ->
                sentences.notice(
                        flash,
                        code,
                        member.person().fullName(),
                        roleName(member.person().role()));
            case Refused<Member>(var refusals) -> sentences.problem(flash, refusals);
        }
        return "redirect:/people/" + id;
    }

    private String roleName(Role role) {
        return sentences.of("account.role." + role.name());
    }

    private Member member(UUID id) {
        return registrar.find(new PersonId(id)).orElseThrow(() -> new NotFound("Person " + id));
    }
}
