package org.podkeeper.provisioning;

import java.util.List;
import java.util.Map;
import org.podkeeper.booking.BookingId;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of what was: it stays readable after everything of it is gone. */
@Service
@Transactional(readOnly = true)
public class Chronicle {
    private final Deployments deployments;
    private final Logbook logbook;
    private final Inventory inventory;

    Chronicle(Deployments deployments, Logbook logbook, Inventory inventory) {
        this.deployments = deployments;
        this.logbook = logbook;
        this.inventory = inventory;
    }

    /** All deployments of a booking, the first one first. */
    public List<Chapter> of(BookingId booking) {
        return deployments.findByBookingIdOrderByOrdinal(booking.value()).stream()
                .map(Deployment::view)
                .map(this::chapter)
                .toList();
    }

    /** What is and was on a host, the latest first. */
    public List<DeploymentView> onHost(HostId host, int most) {
        return deployments.findByHostIdOrderByPrepareFromDescOrdinalDesc(host.value(), Limit.of(most)).stream()
                .map(Deployment::view)
                .toList();
    }

    private Chapter chapter(DeploymentView deployment) {
        return new Chapter(
                deployment,
                inventory.host(deployment.host()).map(KvmHost::name).orElse("a host that is gone"),
                logbook.history(deployment.id()),
                logbook.steps(deployment.id(), Step.Phase.DEPLOY, Map.of()),
                logbook.steps(deployment.id(), Step.Phase.TEAR_DOWN, Map.of()));
    }
}
