package org.podkeeper.provisioning.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingView;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.Difference;
import org.podkeeper.provisioning.ReconcileRun;
import org.podkeeper.provisioning.Reconciliation;
import org.springframework.context.MessageSource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What hosts and database disagree about, and what was done about it. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class DifferencePages {
    private static final int HISTORY = 50;

    private final Reconciliation reconciliation;
    private final Inventory inventory;
    private final BookingDesk desk;
    private final MessageSource messages;

    DifferencePages(Reconciliation reconciliation, Inventory inventory, BookingDesk desk, MessageSource messages) {
        this.reconciliation = reconciliation;
        this.inventory = inventory;
        this.desk = desk;
        this.messages = messages;
    }

    /** @param number of the booking it is about, or null */
    record Row(Difference it, String host, @Nullable Long number) {}

    /** A host that was not compared. */
    record Silent(HostId id, String host, String why) {}

    @GetMapping("/hosts/differences")
    String show(Model model) {
        fill(model);
        return "provisioning/differences";
    }

    /** The part of the page that changes while a comparison is under way, for htmx. */
    @GetMapping("/hosts/differences/live")
    String live(Model model) {
        fill(model);
        return "provisioning/differences :: live";
    }

    @PostMapping("/hosts/differences/compare")
    String compare() {
        reconciliation.ask();
        return "redirect:/hosts/differences";
    }

    @PostMapping("/hosts/differences/{id}/remove")
    String remove(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        try {
            boolean removed = reconciliation.remove(id, person);
            flash.addFlashAttribute("notice", say(removed ? "removed" : "changed"));
        } catch (HostUnreachable | HostRefused e) {
            flash.addFlashAttribute("problem", e.getMessage());
        }
        return "redirect:/hosts/differences";
    }

    private String say(String code) {
        return messages.getMessage("provisioning.differences." + code, null, Locale.ENGLISH);
    }

    private void fill(Model model) {
        Map<HostId, String> names = inventory.hosts().stream().collect(Collectors.toMap(KvmHost::id, KvmHost::name));
        ReconcileRun last = reconciliation.lastRun().orElse(null);
        List<ReconcileRun.Host> hosts = last == null ? List.of() : last.hosts();
        model.addAttribute("last", last);
        model.addAttribute(
                "compared",
                hosts.stream().filter(host -> host.failure() == null).count());
        model.addAttribute(
                "machines",
                hosts.stream()
                        .mapToLong(host -> host.machines() == null ? 0 : host.machines())
                        .sum());
        model.addAttribute(
                "silent",
                hosts.stream()
                        .flatMap(host -> host.failure() == null
                                ? java.util.stream.Stream.<Silent>empty()
                                : java.util.stream.Stream.of(
                                        new Silent(host.host(), names.getOrDefault(host.host(), ""), host.failure())))
                        .toList());
        model.addAttribute("underWay", reconciliation.isUnderWay());
        model.addAttribute("next", reconciliation.next().orElse(null));
        model.addAttribute(
                "rows",
                reconciliation.differences().stream()
                        .map(one -> new Row(one, names.getOrDefault(one.host(), ""), number(one)))
                        .toList());
        model.addAttribute("history", reconciliation.history(HISTORY));
    }

    private @Nullable Long number(Difference difference) {
        return difference.booking() == null
                ? null
                : desk.find(difference.booking()).map(BookingView::number).orElse(null);
    }
}
