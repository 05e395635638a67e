package org.podkeeper.inventory.web;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.podkeeper.inventory.HostDetails;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.Outage;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** All labs with their hosts. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class HostList {
    private final Inventory inventory;

    HostList(Inventory inventory) {
        this.inventory = inventory;
    }

    record LabWithHosts(Lab lab, List<HostDetails> hosts) {}

    @GetMapping({"/hosts", "/labs"})
    String show(Model model) {
        Map<LabId, List<HostDetails>> hosts = inventory.details().stream()
                .collect(Collectors.groupingBy(details -> details.host().lab()));
        Map<HostId, List<Outage>> outages =
                inventory.outagesToCome().stream().collect(Collectors.groupingBy(Outage::host));
        model.addAttribute(
                "labs",
                inventory.labs().stream()
                        .map(lab -> new LabWithHosts(lab, hosts.getOrDefault(lab.id(), List.of())))
                        .toList());
        model.addAttribute("outages", outages);
        return "inventory/hosts";
    }
}
