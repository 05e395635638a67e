package org.podkeeper.provisioning;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.inventory.Inventory;
import org.springframework.stereotype.Component;

/** Makes everything of a golden pod absent, from any state, once nothing stands on its disks. */
@Component
class RemoveGolden {
    private static final String MARK = ".frozen";

    private final Goldsmith goldsmith;
    private final WorkOrders orders;
    private final Hypervisors hypervisors;
    private final Inventory inventory;

    RemoveGolden(Goldsmith goldsmith, WorkOrders orders, Hypervisors hypervisors, Inventory inventory) {
        this.goldsmith = goldsmith;
        this.orders = orders;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
    }

    /**
     * @return whether it is over; it is not while pods stand on its disks, or some portal is still about to stop making it
     * @throws HostUnreachable when it is worth trying again later
     * @throws HostRefused likewise
     */
    boolean remove(GoldenId id) {
        GoldenPod golden = goldsmith.leaving(id).orElse(null);
        if (golden == null) {
            return true;
        }
        if (orders.isBeingMade(id) || !goldsmith.usersOf(id).isEmpty() || goldsmith.hasStandingPods(id)) {
            return false;
        }
        Hypervisor host =
                hypervisors.on(inventory.host(golden.host()).orElseThrow().address());
        everything(golden.names(), host);
        goldsmith.removed(id);
        return true;
    }

    /** Machines first: they hold their disks and sit on their networks. */
    void everything(PodNames names, Hypervisor host) {
        List<Belonging> things = host.belongings(names.prefix());
        Set<String> frozen = new HashSet<>();
        for (Belonging thing : things) {
            if (thing.kind() == Belonging.Kind.MACHINE) {
                host.ensureMachineAbsent(thing.name());
            } else if (thing.name().endsWith(MARK)) {
                frozen.add(thing.name().substring(0, thing.name().length() - MARK.length()));
            }
        }
        // refused while something stands on its disks, whatever the database says
        frozen.forEach(host::ensureFrozenAbsent);
        for (Belonging thing : things) {
            switch (thing.kind()) {
                case MACHINE -> {}
                case NETWORK -> host.ensureNetworkAbsent(thing.name());
                case FILE -> host.ensureDiskAbsent(thing.name());
            }
        }
        List<Belonging> left = host.belongings(names.prefix());
        if (!left.isEmpty()) {
            throw new HostRefused("Still on the host after removal: " + left);
        }
    }
}
