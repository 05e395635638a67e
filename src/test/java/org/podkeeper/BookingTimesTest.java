package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.DesignKeeper;
import org.podkeeper.catalog.Pod;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.springframework.beans.factory.annotation.Autowired;

/** Ready at the start and gone after the end, by the clock alone. */
class BookingTimesTest extends OnRealHosts {
    private static final String CONFIG = "all-in-one-for-times";
    /** What the portal adds to the preparation that it knows from history. */
    private static final Duration RESERVE = Duration.ofMinutes(1);

    private static final Duration WITHOUT_HISTORY = Duration.ofMinutes(5);

    @Autowired
    DesignKeeper designs;

    @Test
    void isReadyAtItsStartAndEndsByTheClock() throws Exception {
        Pod pod = lab.pod(TINY);
        lab.realHost(RealHosts.one(), pod.resources().plus(pod.resources()));
        aConfigWithoutHistory(pod);

        BookingView distant = bookAt(pod, clock.instant().plus(1, ChronoUnit.HOURS), Duration.ofHours(1));
        assertThat(distant.prepareFrom()).isEqualTo(distant.window().start().minus(WITHOUT_HISTORY));
        assertThat(read(distant)).contains("\"prepareFrom\":\"" + distant.prepareFrom() + "\"");
        end(distant);
        assertThat(deploymentOf(distant).state()).isEqualTo(DeploymentState.GONE);

        BookingView now = bookAt(pod, null, Duration.ofSeconds(60));
        DeploymentView made = awaitState(now, DeploymentState.READY);

        Duration took = Duration.between(made.workBeganAt(), made.readyAt());
        Instant start = clock.instant().plus(RESERVE).plus(took).plusSeconds(3);
        BookingView later = bookAt(pod, start, Duration.ofHours(1));
        assertThat(later.prepareFrom())
                .isCloseTo(later.window().start().minus(took).minus(RESERVE), within(1, ChronoUnit.MILLIS));
        assertThat(deploymentOf(later).state()).isEqualTo(DeploymentState.PLANNED);
        assertThat(page(later)).contains("Your pod will be ready at its start", "Preparation begins");
        DeploymentView ready = awaitState(later, DeploymentState.READY);
        assertThat(ready.workBeganAt())
                .isBetween(later.prepareFrom(), later.prepareFrom().plusSeconds(15));
        assertThat(ready.readyAt()).isBefore(later.window().start());
        end(later);
        awaitState(later, DeploymentState.GONE);

        DeploymentView over = awaitState(now, DeploymentState.GONE);
        assertThat(over.goneAt()).isAfter(now.window().end());
        assertThat(desk.find(now.id()).orElseThrow().state()).isEqualTo(BookingState.ENDED);
        assertThat(jdbc.sql(
                                "select who || ': ' || why from booking_history where booking_id = :id order by id desc limit 1")
                        .param("id", now.id().value())
                        .query(String.class)
                        .single())
                .isEqualTo("the clock: its time is over");
        nothingIsLeftOn(RealHosts.one());
        assertThat(holds()).isZero();
    }

    private void aConfigWithoutHistory(Pod pod) {
        var config = catalog.configsFor(pod.key()).getFirst();
        designs.addConfig(
                CONFIG,
                pod.key(),
                new DesignKeeper.Draft("For times", "The tiny guest, which nobody booked yet", designs.textOf(config)),
                people.some(Role.LAB_ADMIN).id());
    }

    private BookingView bookAt(Pod pod, @Nullable Instant start, Duration length) throws Exception {
        return desk.find(api().book(pod.key(), CONFIG, start, length)).orElseThrow();
    }
}
