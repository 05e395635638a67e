package org.podkeeper.provisioning;

import java.util.Optional;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.KeptPod;
import org.springframework.stereotype.Component;

/** A pod that goes on from the disks of another cannot be made before these have come to the portal. */
@Component
class Arrival {
    private final Deployments deployments;
    private final BookingDesk desk;
    private final KeptPods kept;
    private final Foreman foreman;

    Arrival(Deployments deployments, BookingDesk desk, KeptPods kept, Foreman foreman) {
        this.deployments = deployments;
        this.desk = desk;
        this.kept = kept;
        this.foreman = foreman;
    }

    /** Whether its disks are still being kept; its page says so then. */
    boolean isAwaited(DeploymentId id) {
        Optional<KeptPod> keeping = deployments
                .findById(id.value())
                .map(Deployment::view)
                .filter(view -> view.state() == DeploymentState.PLANNED || view.state() == DeploymentState.PREPARING)
                .flatMap(view -> desk.find(view.booking()))
                .flatMap(booking -> {
                    KeptId from = booking.choices().from();
                    return from == null ? Optional.<KeptPod>empty() : kept.find(from);
                });
        boolean awaited =
                keeping.filter(one -> one.state() == KeptPod.State.KEEPING).isPresent();
        if (awaited) {
            foreman.waits(
                    id,
                    "The disks of booking #%d, with which it begins, are on their way from their host."
                            .formatted(keeping.get().number()),
                    "It begins as soon as they are here. There is nothing you need to do.");
        } else if (keeping.isPresent()) {
            foreman.goesOn(id);
        }
        return awaited;
    }
}
