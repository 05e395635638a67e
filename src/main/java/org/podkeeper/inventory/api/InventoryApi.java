package org.podkeeper.inventory.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.inventory.HostCare;
import org.podkeeper.inventory.HostDetails;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.kernel.Resources;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Labs and hosts, for reading. */
@RestController
@RequestMapping("/api/v1")
class InventoryApi {
    private final Inventory inventory;
    private final HostCare care;

    InventoryApi(Inventory inventory, HostCare care) {
        this.inventory = inventory;
        this.care = care;
    }

    record LabView(UUID id, String name, String description) {}

    /**
     * @param limit what may be promised at any instant
     * @param uri only for lab admins
     * @param health only for lab admins
     */
    record HostView(
            UUID id,
            UUID lab,
            String name,
            HostState state,
            boolean emulated,
            Resources limit,
            @Nullable String uri,
            @Nullable HealthView health) {}

    /**
     * @param reason why it is suspect, withdrawn or out of service
     * @param probeFailure why it did not answer the last probe, or null when it did
     * @param memoryFreeMib at the last probe that succeeded
     * @param failures deployments that failed there since one succeeded
     */
    record HealthView(
            @Nullable String reason,
            Instant since,
            @Nullable Instant probedAt,
            @Nullable String probeFailure,
            @Nullable Long diskFreeGib,
            @Nullable Long memoryFreeMib,
            List<String> problems,
            int failures) {}

    @GetMapping("/labs")
    List<LabView> labs() {
        return inventory.labs().stream()
                .map(lab -> new LabView(lab.id().value(), lab.name(), lab.description()))
                .toList();
    }

    @GetMapping("/hosts")
    List<HostView> hosts(Person person) {
        boolean keeper = person.is(Role.LAB_ADMIN);
        return inventory.details().stream()
                .map(details -> view(details.host(), keeper ? health(details) : null))
                .toList();
    }

    private static HostView view(KvmHost host, @Nullable HealthView health) {
        return new HostView(
                host.id().value(),
                host.lab().value(),
                host.name(),
                host.state(),
                host.emulated(),
                host.limit(),
                health == null ? null : host.uri(),
                health);
    }

    private HealthView health(HostDetails details) {
        HostFacts facts = details.facts();
        return new HealthView(
                details.stateReason(),
                details.stateSince(),
                details.probedAt(),
                details.probeFailure(),
                facts == null ? null : facts.diskFreeGib(),
                facts == null ? null : facts.memoryFreeMib(),
                facts == null ? List.of() : facts.problems(),
                care.failures(details.host().id()).size());
    }
}
