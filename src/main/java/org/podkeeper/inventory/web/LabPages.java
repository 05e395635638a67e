package org.podkeeper.inventory.web;

import java.util.UUID;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostKeeper;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.LabPart;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.TimeZones;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Adding, changing and removing labs. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class LabPages {
    private final Inventory inventory;
    private final HostKeeper keeper;
    private final Words words;
    private final TimeZones zones;
    private final ObjectProvider<LabPart> parts;

    LabPages(Inventory inventory, HostKeeper keeper, Words words, TimeZones zones, ObjectProvider<LabPart> parts) {
        this.inventory = inventory;
        this.keeper = keeper;
        this.words = words;
        this.zones = zones;
        this.parts = parts;
    }

    @GetMapping("/labs/new")
    String ask(Model model) {
        model.addAttribute("form", new LabForm("", "", "UTC", 0L));
        return "inventory/lab-new";
    }

    @PostMapping("/labs")
    Object add(@ModelAttribute("form") LabForm form, BindingResult errors, RedirectAttributes flash) {
        return switch (keeper.addLab(form.nameText(), form.descriptionText())) {
            case Change.Done<LabId> done -> {
                flash.addFlashAttribute("notice", words.say("lab.added", form.nameText()));
                yield "redirect:/hosts";
            }
            case Change.Refused<LabId>(var complaints) -> {
                Words.show(complaints, errors);
                yield refused("inventory/lab-new");
            }
        };
    }

    @GetMapping("/labs/{id}")
    String show(@PathVariable UUID id, Model model) {
        LabId lab = new LabId(id);
        Lab found = found(lab);
        model.addAttribute(
                "form",
                new LabForm(found.name(), found.description(), found.zone().getId(), keeper.versionOf(lab)));
        return filled(lab, model);
    }

    @PostMapping("/labs/{id}")
    Object change(
            @PathVariable UUID id,
            @ModelAttribute("form") LabForm form,
            BindingResult errors,
            Model model,
            RedirectAttributes flash) {
        LabId lab = new LabId(id);
        long version = form.version() == null ? -1 : form.version();
        return switch (keeper.changeLab(lab, version, form.nameText(), form.descriptionText(), form.zoneText())) {
            case Change.Done<LabId> done -> {
                flash.addFlashAttribute("notice", words.say("lab.changed", form.nameText()));
                yield "redirect:/labs/" + id;
            }
            case Change.Refused<LabId>(var complaints) -> {
                Words.show(complaints, errors);
                yield refused(filled(lab, model));
            }
        };
    }

    @PostMapping("/labs/{id}/remove")
    String remove(@PathVariable UUID id, RedirectAttributes flash) {
        String name = found(new LabId(id)).name();
        return switch (keeper.removeLab(new LabId(id))) {
            case Change.Done<LabId> done -> {
                flash.addFlashAttribute("notice", words.say("lab.removed", name));
                yield "redirect:/hosts";
            }
            case Change.Refused<LabId>(var complaints) -> {
                flash.addFlashAttribute("problem", words.say(complaints));
                yield "redirect:/labs/" + id;
            }
        };
    }

    private String filled(LabId lab, Model model) {
        model.addAttribute("lab", found(lab));
        model.addAttribute("hosts", inventory.hostsOf(lab));
        model.addAttribute("zones", zones.options(found(lab).zone().getId()));
        parts.forEach(part -> model.addAllAttributes(part.of(lab)));
        return "inventory/lab";
    }

    private Lab found(LabId lab) {
        return inventory.lab(lab).orElseThrow(() -> new NotFound("Lab " + lab));
    }

    private static ModelAndView refused(String view) {
        ModelAndView answer = new ModelAndView(view);
        answer.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return answer;
    }
}
