package org.podkeeper.inventory.web;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostKeeper;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.OutageId;
import org.podkeeper.inventory.OutagePlan;
import org.podkeeper.web.NotFound;
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

/** Adding, changing and removing labs, and outages of all hosts of one. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class LabPages {
    private final Inventory inventory;
    private final HostKeeper keeper;
    private final OutagePlan plan;
    private final Words words;
    private final Clock clock;

    LabPages(Inventory inventory, HostKeeper keeper, OutagePlan plan, Words words, Clock clock) {
        this.inventory = inventory;
        this.keeper = keeper;
        this.plan = plan;
        this.words = words;
        this.clock = clock;
    }

    @GetMapping("/labs/new")
    String ask(Model model) {
        model.addAttribute("form", new LabForm("", "", 0L));
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
    String show(@PathVariable UUID id, Person person, Model model) {
        LabId lab = new LabId(id);
        Lab found = found(lab);
        model.addAttribute("form", new LabForm(found.name(), found.description(), keeper.versionOf(lab)));
        return filled(lab, person, model);
    }

    @PostMapping("/labs/{id}")
    Object change(
            @PathVariable UUID id,
            @ModelAttribute("form") LabForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        LabId lab = new LabId(id);
        long version = form.version() == null ? -1 : form.version();
        return switch (keeper.changeLab(lab, version, form.nameText(), form.descriptionText())) {
            case Change.Done<LabId> done -> {
                flash.addFlashAttribute("notice", words.say("lab.changed", form.nameText()));
                yield "redirect:/labs/" + id;
            }
            case Change.Refused<LabId>(var complaints) -> {
                Words.show(complaints, errors);
                yield refused(filled(lab, person, model));
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

    @PostMapping("/labs/{id}/outages")
    Object plan(
            @PathVariable UUID id,
            @ModelAttribute("outage") OutageForm outage,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        LabId lab = new LabId(id);
        List<HostId> hosts = inventory.hostsOf(lab).stream().map(KvmHost::id).toList();
        @Nullable Instant start = outage.startIn(person.timeZone(), errors);
        @Nullable Instant end = outage.endIn(person.timeZone(), errors);
        if (start != null && end != null) {
            switch (plan.plan(hosts, start, end, outage.reasonText())) {
                case Change.Done<List<OutageId>> done -> {
                    flash.addFlashAttribute("notice", words.say("outage.planned.all", hosts.size()));
                    return "redirect:/labs/" + id;
                }
                case Change.Refused<List<OutageId>>(var complaints) -> Words.show(complaints, errors);
            }
        }
        Lab found = found(lab);
        model.addAttribute("form", new LabForm(found.name(), found.description(), keeper.versionOf(lab)));
        return refused(filled(lab, person, model));
    }

    private String filled(LabId lab, Person person, Model model) {
        model.addAttribute("lab", found(lab));
        model.addAttribute("hosts", inventory.hostsOf(lab));
        if (!model.containsAttribute("outage")) {
            model.addAttribute("outage", OutageForm.suggestion(clock.instant(), person.timeZone()));
        }
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
