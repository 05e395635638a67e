package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

class HostScheduleTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final Instant FAR = NOW.plus(Duration.ofDays(21));
    private static final Resources HOST = new Resources(8, 8_192, 100);
    private static final Resources POD = new Resources(6, 6_000, 50);

    @Test
    void hasRoomUntilTheNextPromiseThatDoesNotFitBeside() {
        var schedule = new HostSchedule(
                HOST, List.of(hold(4, 5, new Resources(1, 100, 1)), hold(10, 12, POD), hold(20, 30, POD)), List.of());
        assertThat(schedule.roomUntil(POD, NOW, FAR)).contains(at(10));
    }

    @Test
    void hasRoomUntilTheNextOutage() {
        var schedule = new HostSchedule(HOST, List.of(), List.of(new TimeWindow(at(7), at(9))));
        assertThat(schedule.roomUntil(POD, NOW, FAR)).contains(at(7));
    }

    @Test
    void hasNoRoomNowWhileAPromiseOrAnOutageStands() {
        assertThat(new HostSchedule(HOST, List.of(hold(-1, 2, POD)), List.of()).roomUntil(POD, NOW, FAR))
                .isEmpty();
        assertThat(new HostSchedule(HOST, List.of(), List.of(new TimeWindow(at(-1), at(1)))).roomUntil(POD, NOW, FAR))
                .isEmpty();
    }

    @Test
    void hasRoomFromTheInstantAtWhichAPromiseEnds() {
        var schedule = new HostSchedule(HOST, List.of(hold(-3, 0, POD)), List.of(new TimeWindow(at(-2), at(0))));
        assertThat(schedule.roomUntil(POD, NOW, FAR)).contains(FAR);
    }

    private static Instant at(int hours) {
        return NOW.plus(Duration.ofHours(hours));
    }

    private static Hold hold(int from, int to, Resources resources) {
        return new Hold(
                new BookingId(UUID.randomUUID()),
                new HostId(UUID.randomUUID()),
                resources,
                new TimeWindow(at(from), at(to)));
    }
}
