package org.podkeeper.inventory.web;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.inventory.Acceleration;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Finding;
import org.podkeeper.inventory.HostDetails;
import org.podkeeper.inventory.HostDraft;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostKeeper;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.Probing;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Option;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Adding a host in two steps (look at it, then decide) and changing one. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class HostEditing {
    private final Inventory inventory;
    private final HostKeeper keeper;
    private final Probing probing;
    private final Words words;

    HostEditing(Inventory inventory, HostKeeper keeper, Probing probing, Words words) {
        this.inventory = inventory;
        this.keeper = keeper;
        this.probing = probing;
        this.words = words;
    }

    @ModelAttribute("labs")
    List<Option> labs() {
        return inventory.labs().stream()
                .map(lab -> new Option(lab.id().toString(), lab.name()))
                .toList();
    }

    @ModelAttribute("accelerations")
    List<Option> accelerations() {
        return List.of(Acceleration.values()).stream()
                .map(value -> new Option(value.name(), words.say("acceleration." + value)))
                .toList();
    }

    @GetMapping("/hosts/new")
    String ask(@RequestParam(required = false) @Nullable String lab, Model model) {
        model.addAttribute("form", HostForm.forNew(lab, "", ""));
        return "inventory/host-new";
    }

    /** Asks the machine what it has. Nothing is saved yet. */
    @PostMapping("/hosts/look")
    Object look(@ModelAttribute("form") HostForm asked, BindingResult errors, Model model) {
        String uri = asked.uri() == null ? "" : asked.uri().strip();
        Inventory.uriComplaint(uri).ifPresent(complaint -> Words.show(List.of(complaint), errors));
        if (errors.hasErrors()) {
            return refused("inventory/host-new");
        }
        HostForm form = HostForm.forNew(asked.lab(), asked.name(), uri);
        Finding finding = probing.look(new HostAddress(uri, HostDraft.IMAGE_DIRECTORY, HostDraft.DISK_DIRECTORY));
        switch (finding) {
            case Finding.Answer(var facts) -> {
                model.addAttribute("facts", facts);
                model.addAttribute("form", form.with(facts));
            }
            case Finding.Failure(String why) -> {
                model.addAttribute("failure", why);
                model.addAttribute("form", form);
            }
        }
        return "inventory/host-form";
    }

    @PostMapping("/hosts")
    Object add(@ModelAttribute("form") HostForm form, BindingResult errors, RedirectAttributes flash) {
        Optional<HostDraft> draft = form.read(errors);
        if (draft.isPresent()) {
            switch (keeper.addHost(draft.get())) {
                case Change.Done<HostId>(HostId id) -> {
                    inventory.host(id).ifPresent(probing::probe);
                    flash.addFlashAttribute(
                            "notice", words.say("host.added", draft.get().name()));
                    return "redirect:/hosts/" + id;
                }
                case Change.Refused<HostId>(var complaints) -> Words.show(complaints, errors);
            }
        }
        return refused("inventory/host-form");
    }

    @GetMapping("/hosts/{id}/edit")
    String edit(@PathVariable UUID id, Model model) {
        HostDetails details = details(new HostId(id));
        model.addAttribute("form", HostForm.of(details));
        model.addAttribute("details", details);
        return "inventory/host-form";
    }

    @PostMapping("/hosts/{id}/edit")
    Object change(
            @PathVariable UUID id,
            @ModelAttribute("form") HostForm form,
            BindingResult errors,
            Model model,
            RedirectAttributes flash) {
        HostDetails before = details(new HostId(id));
        Optional<HostDraft> draft = form.read(errors);
        if (draft.isPresent()) {
            switch (keeper.changeHost(new HostId(id), form.versionNumber(), draft.get())) {
                case Change.Done<HostId> done -> {
                    flash.addFlashAttribute(
                            "notice", words.say("host.changed", draft.get().name()));
                    return "redirect:/hosts/" + id;
                }
                case Change.Refused<HostId>(var complaints) -> Words.show(complaints, errors);
            }
        }
        model.addAttribute("details", before);
        return refused("inventory/host-form");
    }

    private HostDetails details(HostId id) {
        return inventory.details(id).orElseThrow(() -> new NotFound("Host " + id));
    }

    private static ModelAndView refused(String view) {
        ModelAndView answer = new ModelAndView(view);
        answer.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return answer;
    }
}
