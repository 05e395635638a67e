package org.podkeeper.waiting.web;

import java.util.Locale;
import java.util.UUID;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.waiting.LabUse;
import org.podkeeper.waiting.UseRules;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What a lab does about pods that nobody seems to use; the form is on the page of the lab. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class LabUsePages {
    private final UseRules rules;
    private final Inventory inventory;
    private final MessageSource messages;

    LabUsePages(UseRules rules, Inventory inventory, MessageSource messages) {
        this.rules = rules;
        this.inventory = inventory;
        this.messages = messages;
    }

    @PostMapping("/labs/{id}/use")
    Object set(
            @PathVariable UUID id,
            @ModelAttribute("useForm") LabUseForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        Lab lab = found(id);
        return answer(
                rules.set(
                        lab.id(),
                        form.versionOrNone(),
                        LabUseForm.number(form.idleHours()),
                        form.isReturning(),
                        LabUseForm.number(form.answerHours()),
                        form.noteText(),
                        person),
                lab,
                errors,
                model,
                flash);
    }

    @PostMapping("/labs/{id}/use/portal")
    Object follow(
            @PathVariable UUID id,
            @ModelAttribute("useForm") LabUseForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        Lab lab = found(id);
        return answer(
                rules.followPortal(lab.id(), form.versionOrNone(), form.noteText(), person), lab, errors, model, flash);
    }

    private Object answer(
            Outcome<LabUse> outcome, Lab lab, BindingResult errors, Model model, RedirectAttributes flash) {
        return switch (outcome) {
            case Outcome.Done<LabUse> done -> {
                flash.addFlashAttribute(
                        "notice", messages.getMessage("waiting.use.saved", new Object[] {lab.name()}, Locale.ENGLISH));
                yield "redirect:/labs/" + lab.id() + "#use";
            }
            case Outcome.Refused<LabUse>(var refusals) -> {
                refusals.forEach(refusal -> errors.rejectValue(
                        refusal.field(), refusal.code(), refusal.details().toArray(), null));
                model.addAttribute("lab", lab);
                model.addAttribute("use", rules.of(lab.id()));
                var answer = new ModelAndView("waiting/lab-use");
                answer.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
                yield answer;
            }
        };
    }

    private Lab found(UUID id) {
        return inventory.lab(new LabId(id)).orElseThrow(() -> new NotFound("Lab " + id));
    }
}
