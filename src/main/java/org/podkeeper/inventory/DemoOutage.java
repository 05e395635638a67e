package org.podkeeper.inventory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.stereotype.Component;

/** A planned outage for the believable lab of a demonstration. */
@Component
public class DemoOutage {
    private static final Duration AHEAD = Duration.ofDays(9);
    private static final Duration LENGTH = Duration.ofHours(3);

    private final Inventory inventory;
    private final OutagePlan plan;
    private final Clock clock;

    DemoOutage(Inventory inventory, OutagePlan plan, Clock clock) {
        this.inventory = inventory;
        this.plan = plan;
        this.clock = clock;
    }

    /**
     * Plans one outage of the first host, nine days ahead. Does nothing when there is no host or an outage is planned
     * already.
     */
    public void ensurePlanned() {
        List<KvmHost> hosts = inventory.hosts();
        if (hosts.isEmpty() || !inventory.outagesToCome().isEmpty()) {
            return;
        }
        Instant start = clock.instant()
                .plus(AHEAD)
                .atOffset(ZoneOffset.UTC)
                .with(LocalTime.of(6, 0))
                .toInstant();
        plan.announce(
                new OutageDraft(
                        hosts.getFirst().lab(),
                        hosts.getFirst().id(),
                        start,
                        start.plus(LENGTH),
                        "Firmware update and a second memory module",
                        Duration.ZERO,
                        true),
                "the portal");
    }
}
