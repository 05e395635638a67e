package org.podkeeper.inventory.api;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
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

    InventoryApi(Inventory inventory) {
        this.inventory = inventory;
    }

    record LabView(UUID id, String name, String description) {}

    /**
     * @param limit what may be promised at any instant
     * @param uri only for lab admins
     */
    record HostView(
            UUID id,
            UUID lab,
            String name,
            HostState state,
            boolean emulated,
            Resources limit,
            @Nullable String uri) {}

    @GetMapping("/labs")
    List<LabView> labs() {
        return inventory.labs().stream()
                .map(lab -> new LabView(lab.id().value(), lab.name(), lab.description()))
                .toList();
    }

    @GetMapping("/hosts")
    List<HostView> hosts(Person person) {
        boolean keeper = person.is(Role.LAB_ADMIN);
        return inventory.hosts().stream().map(host -> view(host, keeper)).toList();
    }

    private static HostView view(KvmHost host, boolean keeper) {
        return new HostView(
                host.id().value(),
                host.lab().value(),
                host.name(),
                host.state(),
                host.emulated(),
                host.limit(),
                keeper ? host.uri() : null);
    }
}
