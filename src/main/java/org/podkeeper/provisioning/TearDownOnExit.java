package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * With {@code podkeeper.on-exit=teardown}, ends every booking when the portal stops and waits until nothing of it is left
 * on the hosts. For a portal that is tried out on one machine; by default pods outlive the portal.
 */
@Component
@ConditionalOnProperty(name = "podkeeper.on-exit", havingValue = "teardown")
class TearDownOnExit implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(TearDownOnExit.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** A booking whose time was over this recently may still be in tear-down. */
    private static final Duration RECENTLY = Duration.ofDays(1);

    private final BookingDesk desk;
    private final Provisioning provisioning;
    private final People people;
    private final Goldsmith goldsmith;
    private final Steward steward;
    private final Clock clock;
    private volatile boolean running;

    TearDownOnExit(
            BookingDesk desk,
            Provisioning provisioning,
            People people,
            Goldsmith goldsmith,
            Steward steward,
            Clock clock) {
        this.desk = desk;
        this.provisioning = provisioning;
        this.people = people;
        this.goldsmith = goldsmith;
        this.steward = steward;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped before everything else, while durable work still goes on. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void stop() {
        running = false;
        Person admin = people.all().stream()
                .filter(person -> person.is(Role.ADMIN))
                .findFirst()
                .orElse(null);
        if (admin == null) {
            return;
        }
        Instant giveUp = clock.instant().plus(PATIENCE);
        // first, so that nothing is made in the place of what ends
        goldsmith.all().forEach(golden -> goldsmith.keepInAdvance(golden.id(), 0));
        steward.sets().stream().filter(set -> !set.leaving()).forEach(set -> steward.remove(set.id(), admin));
        endAll(admin);
        await(this::left, giveUp, clock);
        // nothing stands on their disks any more
        goldsmith.all().forEach(golden -> goldsmith.remove(golden.id(), admin));
        await(() -> goldsmith.all().size(), giveUp, clock);
        long left = left() + goldsmith.all().size();
        if (left > 0) {
            log.warn("{} pods are still being torn down; the next start goes on with that", left);
        }
    }

    private static void await(LongSupplier left, Instant giveUp, Clock clock) {
        while (left.getAsLong() > 0 && clock.instant().isBefore(giveUp)) {
            try {
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void endAll(Person admin) {
        bookings().stream()
                .filter(booking -> booking.state() == BookingState.CONFIRMED)
                .forEach(booking -> desk.end(booking.id(), admin));
    }

    private long left() {
        long booked = bookings().stream()
                .flatMap(booking -> provisioning.allOf(booking.id()).stream())
                .filter(deployment -> deployment.state() != DeploymentState.GONE)
                .count();
        return booked + steward.pods().size();
    }

    private List<BookingView> bookings() {
        return desk.endingAfter(clock.instant().minus(RECENTLY));
    }
}
