package org.podkeeper.inventory.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Finding;
import org.podkeeper.inventory.HostDetails;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostKeeper;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.OutagePlan;
import org.podkeeper.inventory.Probing;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.web.NotFound;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One host: what it is, how it is, when it is out of service, and what can be done about it. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class HostPage {
    /** How far outages are listed, back and ahead. */
    private static final Duration BACK = Duration.ofDays(30);

    private static final Duration AHEAD = Duration.ofDays(3650);

    private final Inventory inventory;
    private final HostKeeper keeper;
    private final OutagePlan plan;
    private final Probing probing;
    private final Words words;
    private final Clock clock;

    HostPage(Inventory inventory, HostKeeper keeper, OutagePlan plan, Probing probing, Words words, Clock clock) {
        this.inventory = inventory;
        this.keeper = keeper;
        this.plan = plan;
        this.probing = probing;
        this.words = words;
        this.clock = clock;
    }

    @GetMapping("/hosts/{id}")
    String show(@PathVariable UUID id, Model model) {
        return filled(new HostId(id), model);
    }

    @PostMapping("/hosts/{id}/probe")
    String probe(@PathVariable UUID id, RedirectAttributes flash) {
        switch (probing.probe(details(new HostId(id)).host())) {
            case Finding.Answer answer -> flash.addFlashAttribute("notice", words.say("host.answered"));
            case Finding.Failure(String why) -> flash.addFlashAttribute("problem", why);
        }
        return "redirect:/hosts/" + id;
    }

    @PostMapping("/hosts/{id}/take-out")
    String takeOut(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            Person person,
            RedirectAttributes flash) {
        tell(keeper.takeOutOfService(new HostId(id), reason, person.userName()), "host.takenOut", flash);
        return "redirect:/hosts/" + id;
    }

    @PostMapping("/hosts/{id}/return")
    String putBack(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            Person person,
            RedirectAttributes flash) {
        tell(keeper.returnToService(new HostId(id), reason, person.userName()), "host.returned", flash);
        return "redirect:/hosts/" + id;
    }

    @PostMapping("/hosts/{id}/remove")
    String remove(@PathVariable UUID id, RedirectAttributes flash) {
        boolean gone = tell(keeper.removeHost(new HostId(id)), "host.removed", flash);
        return gone ? "redirect:/hosts" : "redirect:/hosts/" + id;
    }

    private String filled(HostId id, Model model) {
        Instant now = clock.instant();
        HostDetails details = details(id);
        model.addAttribute("details", details);
        model.addAttribute("lab", inventory.lab(details.host().lab()).orElseThrow());
        model.addAttribute("now", now);
        model.addAttribute("outages", plan.of(id, new TimeWindow(now.minus(BACK), now.plus(AHEAD))));
        return "inventory/host";
    }

    private <T> boolean tell(Change<T> change, String notice, RedirectAttributes flash) {
        return switch (change) {
            case Change.Done<T> done -> {
                flash.addFlashAttribute("notice", words.say(notice));
                yield true;
            }
            case Change.Refused<T>(var complaints) -> {
                flash.addFlashAttribute("problem", words.say(complaints));
                yield false;
            }
        };
    }

    private HostDetails details(HostId id) {
        return inventory.details(id).orElseThrow(() -> new NotFound("Host " + id));
    }
}
