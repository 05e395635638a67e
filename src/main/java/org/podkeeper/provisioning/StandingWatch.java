package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.inventory.Inventory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks at the pods that stand ready: nobody is to be handed one that does not run or takes no orders. */
@Component
class StandingWatch {
    private static final Logger log = LoggerFactory.getLogger(StandingWatch.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Steward steward;
    private final PodsInAdvance inAdvance;
    private final StandingBooks books;
    private final Hypervisors hypervisors;
    private final Inventory inventory;
    private final Clock clock;

    StandingWatch(
            Steward steward,
            PodsInAdvance inAdvance,
            StandingBooks books,
            Hypervisors hypervisors,
            Inventory inventory,
            Clock clock) {
        this.steward = steward;
        this.inAdvance = inAdvance;
        this.books = books;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
        this.clock = clock;
    }

    void look() {
        steward.tidy();
        inAdvance.level();
        Walk.sideBySide(books.toLookAt(), this::look);
    }

    private void look(StandingPod standing) {
        try {
            Hypervisor host = hypervisors.on(inventory
                    .host(Objects.requireNonNull(standing.host()))
                    .orElseThrow()
                    .address());
            List<String> wrong = books.domains(standing.life()).stream()
                    .map(domain -> complaint(domain, host))
                    .filter(Objects::nonNull)
                    .toList();
            if (wrong.isEmpty()) {
                books.verified(standing.life());
            } else {
                // a booking that has it meanwhile is not disturbed: then it is not ready any more
                books.failed(standing.life(), String.join(" ", wrong));
            }
        } catch (HostUnreachable | HostRefused e) {
            // whether its machines run is not known; its host is looked after by others
            log.warn("Standing pod {} could not be looked at", standing.life(), e);
        }
    }

    private @Nullable String complaint(String domain, Hypervisor host) {
        Instant giveUp = clock.instant().plus(PATIENCE);
        while (true) {
            MachineState state = host.stateOf(domain);
            if (state != MachineState.RUNNING) {
                return "The machine %s was found %s.".formatted(domain, state);
            }
            if (host.agentAnswers(domain)) {
                return null;
            }
            if (clock.instant().isAfter(giveUp)) {
                return "The machine %s runs and does not answer any more.".formatted(domain);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
