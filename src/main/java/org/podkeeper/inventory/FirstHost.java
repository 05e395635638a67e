package org.podkeeper.inventory;

import java.math.BigDecimal;
import java.util.List;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Puts this machine into a lab of its own, so that a first start has something to book. */
@Component
class FirstHost {
    private static final Logger log = LoggerFactory.getLogger(FirstHost.class);

    private final InventorySettings settings;
    private final Inventory inventory;
    private final HostKeeper keeper;
    private final Probing probing;

    FirstHost(InventorySettings settings, Inventory inventory, HostKeeper keeper, Probing probing) {
        this.settings = settings;
        this.inventory = inventory;
        this.keeper = keeper;
        this.probing = probing;
    }

    /** Does nothing once there is a lab; repeated with the probes, because the host may answer later. */
    @EventListener(ApplicationReadyEvent.class)
    void ensure() {
        String uri = settings.firstHostUri();
        if (uri == null || uri.isBlank() || !inventory.labs().isEmpty()) {
            return;
        }
        HostAddress address = new HostAddress(uri, HostDraft.IMAGE_DIRECTORY, HostDraft.DISK_DIRECTORY);
        switch (probing.look(address)) {
            case Finding.Failure(String why) -> log.warn("The first KVM host is not there yet: {}", why);
            case Finding.Answer(HostFacts facts) -> add(uri, facts);
        }
    }

    private void add(String uri, HostFacts facts) {
        if (!(keeper.addLab("Demo lab", "Made at the first start, with the machine that the portal runs on.")
                instanceof Change.Done<LabId>(LabId lab))) {
            return;
        }
        Change<HostId> added = keeper.addHost(draft(lab, uri, facts));
        switch (added) {
            case Change.Refused<HostId>(var complaints) -> log.warn("The first KVM host was refused: {}", complaints);
            case Change.Done<HostId>(HostId id) -> {
                inventory.host(id).ifPresent(probing::probe);
                log.info("The first KVM host is in the inventory: {}", uri);
            }
        }
    }

    private static HostDraft draft(LabId lab, String uri, HostFacts facts) {
        // enough for two tiny pods of six machines, however few CPUs this machine has
        int factor = Math.max(4, Math.ceilDiv(12, Math.max(1, facts.cpus())));
        return new HostDraft(
                lab,
                "this machine",
                uri,
                Spare.of(facts),
                new HostDraft.Overcommit(BigDecimal.valueOf(Math.min(32, factor)), BigDecimal.ONE, BigDecimal.ONE),
                HostDraft.IMAGE_DIRECTORY,
                HostDraft.DISK_DIRECTORY,
                new AccessNetwork.Nat(HostDraft.ACCESS_SUBNET),
                null,
                List.of(),
                Acceleration.AUTOMATIC);
    }
}
