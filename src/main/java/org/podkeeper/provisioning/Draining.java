package org.podkeeper.provisioning;

import java.util.List;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostKeeper;
import org.springframework.stereotype.Service;

/** The front door of those who empty a host for maintenance. */
@Service
public class Draining {
    private final HostKeeper keeper;
    private final Deployments deployments;
    private final AnotherHost anotherHost;

    Draining(HostKeeper keeper, Deployments deployments, AnotherHost anotherHost) {
        this.keeper = keeper;
        this.deployments = deployments;
        this.anotherHost = anotherHost;
    }

    /** How many bookings have another host now, and how many could not be moved. */
    public record Outcome(int moved, int left) {}

    /**
     * The host takes no bookings any more, and those whose preparation has not begun move to other hosts of its lab, each
     * by itself. What has begun stays until its end. Done again, it tries again what could not be moved.
     */
    public Change<Outcome> drain(HostId host, String reason, Person by) {
        return switch (keeper.takeOutOfService(host, reason, by.userName())) {
            case Change.Refused<HostId>(var complaints) -> new Change.Refused<>(complaints);
            case Change.Done<HostId> done -> {
                List<DeploymentView> all = planned(host);
                long moved = all.stream()
                        .filter(one -> anotherHost
                                .moveAway(one, reason.strip(), by.userName())
                                .isPresent())
                        .count();
                yield new Change.Done<>(new Outcome((int) moved, all.size() - (int) moved));
            }
        };
    }

    /** It takes bookings again. Those that were moved stay where they are now. */
    public Change<HostId> undo(HostId host, String why, Person by) {
        Change<HostId> change = keeper.returnToService(host, why, by.userName());
        planned(host).forEach(anotherHost::staysAfterAll);
        return change;
    }

    private List<DeploymentView> planned(HostId host) {
        return deployments.findByHostIdAndStateOrderByPrepareFrom(host.value(), DeploymentState.PLANNED).stream()
                .map(Deployment::view)
                .toList();
    }
}
