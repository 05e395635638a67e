package org.podkeeper.provisioning.web;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.provisioning.StandingSetId;
import org.podkeeper.provisioning.StandingView;
import org.podkeeper.provisioning.StandingViews;
import org.podkeeper.provisioning.Steward;
import org.podkeeper.web.Option;
import org.springframework.context.MessageSource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Which pods stand ready for whoever books next, and how they are; for who keeps the hosts. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class StandingPages {
    private static final String HERE = "redirect:/hosts/standing-pods";

    private final Steward steward;
    private final StandingViews views;
    private final Catalog catalog;
    private final Inventory inventory;
    private final MessageSource messages;

    StandingPages(Steward steward, StandingViews views, Catalog catalog, Inventory inventory, MessageSource messages) {
        this.steward = steward;
        this.views = views;
        this.catalog = catalog;
        this.inventory = inventory;
        this.messages = messages;
    }

    @GetMapping("/hosts/standing-pods")
    String show(Model model) {
        List<StandingView> sets = views.all();
        model.addAttribute("sets", sets);
        model.addAttribute("most", steward.most());
        model.addAttribute(
                "labs",
                inventory.labs().stream()
                        .map(lab -> new Option(lab.id().toString(), lab.name()))
                        .toList());
        model.addAttribute(
                "designs",
                catalog.pods().stream().flatMap(pod -> designs(pod).stream()).toList());
        return "provisioning/standing-pods";
    }

    private List<Option> designs(Pod pod) {
        return catalog.configsFor(pod.key()).stream()
                .filter(config -> catalog.obstacles(pod, config).isEmpty())
                .map(config -> new Option(config.key(), pod.name() + " – " + config.name()))
                .toList();
    }

    @PostMapping("/hosts/standing-pods")
    String add(
            @RequestParam(required = false) @Nullable UUID lab,
            @RequestParam(defaultValue = "") String config,
            @RequestParam(defaultValue = "0") int wanted,
            Person person,
            RedirectAttributes flash) {
        if (lab == null || catalog.newestConfig(config).isEmpty()) {
            flash.addFlashAttribute("problem", say("incomplete"));
            return HERE;
        }
        tell(steward.ask(new LabId(lab), config, wanted, person), "added", flash);
        return HERE;
    }

    @PostMapping("/hosts/standing-pods/{id}")
    String change(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int wanted,
            Person person,
            RedirectAttributes flash) {
        tell(steward.change(new StandingSetId(id), wanted, person), "changed", flash);
        return HERE;
    }

    @PostMapping("/hosts/standing-pods/{id}/remove")
    String remove(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        steward.remove(new StandingSetId(id), person);
        flash.addFlashAttribute("notice", say("removed"));
        return HERE;
    }

    private void tell(Steward.Outcome outcome, String done, RedirectAttributes flash) {
        switch (outcome) {
            case Steward.Outcome.Done(var set) -> flash.addFlashAttribute("notice", say(done, set.wanted()));
            case Steward.Outcome.ThereAlready(var set) ->
                flash.addFlashAttribute("problem", say("there", set.wanted()));
            case Steward.Outcome.WrongNumber(int most) -> flash.addFlashAttribute("problem", say("number", most));
        }
    }

    private String say(String code, Object... arguments) {
        return messages.getMessage("provisioning.standing." + code, arguments, Locale.ENGLISH);
    }
}
