package org.podkeeper.outage.web;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.MaintenanceRuleId;
import org.podkeeper.outage.Maintenance;
import org.podkeeper.outage.Recurrence;
import org.springframework.http.HttpStatus;
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
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Maintenance that comes again. */
@Controller
@RequestMapping("/maintenance")
@PreAuthorize("hasRole('LAB_ADMIN')")
class MaintenancePages {
    private static final int NEXT = 4;

    private final Maintenance maintenance;
    private final Scopes scopes;
    private final Words words;
    private final Clock clock;

    MaintenancePages(Maintenance maintenance, Scopes scopes, Words words, Clock clock) {
        this.maintenance = maintenance;
        this.scopes = scopes;
        this.words = words;
        this.clock = clock;
    }

    @GetMapping("/new")
    String ask(
            @RequestParam(required = false) @Nullable String host,
            @RequestParam(required = false) @Nullable String lab,
            Model model) {
        String scope = host != null ? host : lab == null ? "" : lab;
        LocalDate tomorrow =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        model.addAttribute("form", MaintenanceForm.suggestion(scope, tomorrow));
        return form(model);
    }

    /** When it would be; nothing is written. */
    @PostMapping("/preview")
    Object preview(@ModelAttribute("form") MaintenanceForm form, BindingResult errors, Model model) {
        Scopes.Scope scope = scope(form, errors);
        Recurrence recurrence = form.recurrence(errors);
        if (scope == null || recurrence == null) {
            return refused(form(model));
        }
        model.addAttribute("next", maintenance.next(scope.lab(), recurrence, NEXT));
        model.addAttribute("words", MaintenanceForm.inWords(recurrence, words));
        return form(model);
    }

    @PostMapping
    Object add(
            @ModelAttribute("form") MaintenanceForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        Scopes.Scope scope = scope(form, errors);
        Recurrence recurrence = form.recurrence(errors);
        if (scope == null || recurrence == null) {
            return refused(form(model));
        }
        String reason = form.reason() == null ? "" : form.reason();
        maintenance.add(scope.lab(), scope.host(), recurrence, reason, Boolean.TRUE.equals(form.moves()), person);
        flash.addFlashAttribute("notice", words.say("maintenance.added"));
        return "redirect:/outages#maintenance";
    }

    @PostMapping("/{id}/end")
    String end(@PathVariable UUID id, RedirectAttributes flash) {
        maintenance.end(new MaintenanceRuleId(id));
        flash.addFlashAttribute("notice", words.say("maintenance.ended"));
        return "redirect:/outages#maintenance";
    }

    private Scopes.@Nullable Scope scope(MaintenanceForm form, BindingResult errors) {
        Scopes.Scope scope = scopes.read(form.scope()).orElse(null);
        if (scope == null) {
            errors.rejectValue("scope", "inventory.refused.outage.hosts");
        }
        return scope;
    }

    private String form(Model model) {
        model.addAttribute("scopes", scopes.options());
        model.addAttribute("everyOptions", MaintenanceForm.everyOptions(words));
        model.addAttribute("days", MaintenanceForm.days());
        if (!model.containsAttribute("next")) {
            model.addAttribute("next", List.of());
        }
        return "outage/maintenance";
    }

    private static ModelAndView refused(String view) {
        ModelAndView answer = new ModelAndView(view);
        answer.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return answer;
    }
}
