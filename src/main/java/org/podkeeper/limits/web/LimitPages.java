package org.podkeeper.limits.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Refusal;
import org.podkeeper.account.Role;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitRule;
import org.podkeeper.limits.LimitScope;
import org.podkeeper.limits.LimitText;
import org.podkeeper.limits.Limits;
import org.podkeeper.limits.RuleId;
import org.podkeeper.limits.UsualLimits;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Option;
import org.springframework.context.MessageSource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** All limits, for those who set them. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
@RequestMapping("/people/limits")
class LimitPages {
    private static final String PAGE = "redirect:/people/limits";

    private final Limits limits;
    private final UsualLimits usual;
    private final LimitText text;
    private final Names names;
    private final MessageSource messages;

    /** What rules name. */
    @org.springframework.stereotype.Component("limitNames")
    record Names(People people, Teams teams, Inventory inventory, Catalog catalog) {}

    LimitPages(Limits limits, UsualLimits usual, LimitText text, Names names, MessageSource messages) {
        this.limits = limits;
        this.usual = usual;
        this.text = text;
        this.names = names;
        this.messages = messages;
    }

    /** A rule in words. */
    record Row(LimitRule rule, String scope, String value) {}

    /** All rules of one kind, and what counts where there is none. */
    record Part(LimitKind kind, List<Row> rows, String usual) {}

    @GetMapping
    String show(Model model) {
        List<LimitRule> rules = limits.rules();
        model.addAttribute(
                "parts",
                Arrays.stream(LimitKind.values())
                        .map(kind -> new Part(
                                kind,
                                rules.stream()
                                        .filter(rule -> rule.kind() == kind)
                                        .map(rule ->
                                                new Row(rule, text.scope(rule.scope()), text.value(kind, rule.value())))
                                        .toList(),
                                text.value(kind, usual.of(kind, Role.USER).value())))
                        .toList());
        model.addAttribute("changes", limits.changes());
        return "limits/rules";
    }

    /** The form for a new rule, or for another value of one that is there. */
    @GetMapping("/edit")
    String edit(
            @RequestParam(defaultValue = "AT_ONCE") LimitKind kind,
            @RequestParam(required = false) @Nullable UUID rule,
            @RequestParam(required = false) @Nullable String userName,
            Model model) {
        LimitForm form = rule == null
                ? LimitForm.empty(kind, userName)
                : limits.find(new RuleId(rule))
                        .map(found -> LimitForm.of(found, nameOf(found.scope().person())))
                        .orElseThrow(() -> new NotFound("Limit " + rule));
        model.addAttribute("form", form);
        return form(form.kind() == null ? kind : form.kind(), model);
    }

    @PostMapping
    String put(
            @ModelAttribute("form") LimitForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        LimitKind kind = form.kind() == null ? LimitKind.AT_ONCE : form.kind();
        LimitScope scope = scope(form, errors);
        if (!errors.hasErrors() && scope != null) {
            String note = form.note() == null ? "" : form.note();
            switch (limits.put(kind, scope, form.value(kind), note, person)) {
                case Done<LimitRule>(var rule) -> {
                    say(flash, "set", kind, rule);
                    return PAGE + "#" + kind;
                }
                case Refused<LimitRule>(var refusals) -> refusals.forEach(refusal -> beside(errors, kind, refusal));
            }
        }
        return form(kind, model);
    }

    @PostMapping("/{id}/remove")
    String remove(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        LimitRule rule = limits.remove(new RuleId(id), person).orElseThrow(() -> new NotFound("Limit " + id));
        say(flash, "removed", rule.kind(), rule);
        return PAGE + "#" + rule.kind();
    }

    private String form(LimitKind kind, Model model) {
        model.addAttribute("kind", kind);
        model.addAttribute("scopes", scopes());
        model.addAttribute("labs", labs());
        model.addAttribute("pods", names.catalog().pods());
        return "limits/rule";
    }

    private List<Option> scopes() {
        var options = new ArrayList<Option>();
        options.add(new Option("EVERYONE", text.scope(LimitScope.EVERYONE)));
        for (Role role : Role.values()) {
            options.add(new Option("ROLE:" + role, text.scope(LimitScope.of(role))));
        }
        names.teams()
                .all()
                .forEach(team -> options.add(new Option("TEAM:" + team.id(), text.scope(LimitScope.of(team.id())))));
        options.add(new Option("PERSON", words("onePerson")));
        return options;
    }

    private List<Option> labs() {
        var options = new ArrayList<Option>();
        options.add(new Option("", words("everyLab")));
        names.inventory()
                .labs()
                .forEach(lab -> options.add(new Option(lab.id().value().toString(), lab.name())));
        return options;
    }

    private @Nullable LimitScope scope(LimitForm form, BindingResult errors) {
        LabId lab = form.lab() == null ? null : new LabId(form.lab());
        String scope = form.scope() == null ? "" : form.scope();
        try {
            if (scope.equals("EVERYONE")) {
                return LimitScope.EVERYONE.in(lab);
            }
            if (scope.startsWith("ROLE:")) {
                return LimitScope.of(Role.valueOf(scope.substring(5))).in(lab);
            }
            if (scope.startsWith("TEAM:")) {
                return LimitScope.of(new TeamId(UUID.fromString(scope.substring(5))))
                        .in(lab);
            }
        } catch (IllegalArgumentException e) {
            errors.rejectValue("scope", "limits.refusal.scope");
            return null;
        }
        String userName = form.userName() == null ? "" : form.userName().strip();
        Person person = scope.equals("PERSON") && !userName.isEmpty()
                ? names.people().findByUserName(userName).orElse(null)
                : null;
        if (person == null) {
            errors.rejectValue("userName", "limits.refusal.nobody", new Object[] {userName}, null);
            return null;
        }
        return LimitScope.of(person.id()).in(lab);
    }

    private static void beside(BindingResult errors, LimitKind kind, Refusal refusal) {
        String field = refusal.field().equals("value") && kind.unit() == LimitKind.Unit.PODS
                ? "which"
                : refusal.field().equals("value") ? "amount" : refusal.field();
        errors.rejectValue(field, refusal.code(), refusal.details().toArray(), null);
    }

    private void say(RedirectAttributes flash, String what, LimitKind kind, LimitRule rule) {
        flash.addFlashAttribute(
                "notice",
                messages.getMessage(
                        "limits.rules." + what,
                        new Object[] {text.kind(kind), text.scope(rule.scope()), text.value(kind, rule.value())},
                        Locale.ENGLISH));
    }

    private @Nullable String nameOf(@Nullable PersonId person) {
        return person == null
                ? null
                : names.people().find(person).map(Person::userName).orElse(null);
    }

    private String words(String key) {
        return messages.getMessage("limits.rules." + key, null, Locale.ENGLISH);
    }
}
