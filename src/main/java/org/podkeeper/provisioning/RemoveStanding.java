package org.podkeeper.provisioning;

import java.util.List;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.springframework.stereotype.Component;

/** Makes everything of a standing pod absent that no booking has, and looks whether it is. */
@Component
class RemoveStanding {
    private final StandingBooks books;
    private final WorkOrders orders;
    private final Hypervisors hypervisors;
    private final Inventory inventory;

    RemoveStanding(StandingBooks books, WorkOrders orders, Hypervisors hypervisors, Inventory inventory) {
        this.books = books;
        this.orders = orders;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
    }

    /**
     * @return whether it is over; it is not while some portal is still about to stop making it
     * @throws HostUnreachable when it is worth trying again later
     * @throws HostRefused likewise
     */
    boolean remove(DeploymentId life) {
        StandingPod standing = books.leaving(life).orElse(null);
        if (standing == null) {
            return true;
        }
        if (orders.isStandingBeingMade(life)) {
            return false;
        }
        HostId at = standing.host();
        if (at != null) {
            everything(
                    standing.names(),
                    hypervisors.on(inventory.host(at).orElseThrow().address()));
        }
        books.removed(life);
        return true;
    }

    /** Machines first: they hold their disks and sit on their networks. */
    private static void everything(PodNames names, Hypervisor host) {
        List<Belonging> things = host.belongings(names.prefix());
        Walk.sideBySide(
                things.stream()
                        .filter(thing -> thing.kind() == Belonging.Kind.MACHINE)
                        .toList(),
                machine -> host.ensureMachineAbsent(machine.name()));
        for (Belonging thing : things) {
            switch (thing.kind()) {
                case MACHINE -> {}
                case NETWORK -> host.ensureNetworkAbsent(thing.name());
                case FILE -> host.ensureDiskAbsent(thing.name());
                case IMAGE -> host.ensureImageAbsent(thing.name());
            }
        }
        List<Belonging> left = host.belongings(names.prefix());
        if (!left.isEmpty()) {
            throw new HostRefused("Still on the host after removal: " + left);
        }
    }
}
