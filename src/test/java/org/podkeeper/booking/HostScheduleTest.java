package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.podkeeper.inventory.AccessNetwork;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

class HostScheduleTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final Instant FAR = NOW.plus(Duration.ofDays(21));
    private static final Resources HOST = new Resources(8, 8_192, 100);
    private static final Resources POD = new Resources(6, 6_000, 50);
    private static final KvmHost KVM = new KvmHost(
            new HostId(UUID.randomUUID()),
            new LabId(UUID.randomUUID()),
            "kvm1",
            "qemu:///system",
            HostState.IN_SERVICE,
            false,
            HOST,
            HOST,
            "/images",
            "/disks",
            new AccessNetwork.Nat("192.168.150.0/24"),
            null,
            List.of());

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

    /** Minute by minute, by hand: whatever a stretch or a room says, each of its minutes says too. */
    @Test
    void tellsTheSameAsACountMinuteByMinute() {
        var random = new Random(20_261_121);
        for (int round = 0; round < 200; round++) {
            var schedule = new HostSchedule(
                    HOST,
                    Stream.generate(() -> hold(window(random), new Resources(random.nextInt(7), 100, 1)))
                            .limit(random.nextInt(6))
                            .toList(),
                    Stream.generate(() -> window(random))
                            .limit(random.nextInt(3))
                            .toList());
            var whole = new TimeWindow(NOW, NOW.plus(Duration.ofMinutes(120)));

            List<Instant> free = new ArrayList<>();
            for (Instant minute = NOW; minute.isBefore(whole.end()); minute = minute.plusSeconds(60)) {
                Instant instant = minute;
                int taken = schedule.holds().stream()
                        .filter(hold -> hold.window().contains(instant))
                        .mapToInt(hold -> hold.resources().vcpus())
                        .sum();
                boolean closed = schedule.closed().stream().anyMatch(outage -> outage.contains(instant));
                if (!closed && taken + POD.vcpus() <= HOST.vcpus()) {
                    free.add(instant);
                }
                HostSchedule.Stretch stretch = schedule.stretches(whole).stream()
                        .filter(each -> each.window().contains(instant))
                        .findFirst()
                        .orElseThrow();
                assertThat(stretch.free().vcpus()).isEqualTo(Math.max(0, HOST.vcpus() - taken));
                assertThat(stretch.closed()).isEqualTo(closed);
            }
            List<TimeWindow> room = schedule.room(new Resources(POD.vcpus(), 1, 1), whole);
            assertThat(free).allMatch(instant -> room.stream().anyMatch(each -> each.contains(instant)));
            assertThat(room.stream()
                            .mapToLong(each -> each.length().toMinutes())
                            .sum())
                    .isEqualTo(free.size());
            for (int i = 1; i < room.size(); i++) {
                assertThat(room.get(i).start())
                        .as("rooms do not touch")
                        .isAfter(room.get(i - 1).end());
            }
        }
    }

    @Test
    void anOpeningBeginsLateEnoughToBePreparedAndEndsEarlyEnoughToBeTornDown() {
        var room = new TimeWindow(at(2), at(6));
        assertThat(Opening.within(room, NOW, Duration.ofMinutes(5), Duration.ofMinutes(10), KVM))
                .hasValueSatisfying(opening -> {
                    assertThat(opening.start()).isEqualTo(at(2).plusSeconds(300));
                    assertThat(opening.end()).isEqualTo(at(6).minusSeconds(600));
                });
        assertThat(Opening.within(new TimeWindow(NOW, at(1)), NOW, Duration.ofMinutes(5), Duration.ofMinutes(10), KVM))
                .as("one that begins now is prepared in its own time")
                .hasValueSatisfying(opening -> assertThat(opening.start()).isEqualTo(NOW));
        assertThat(Opening.within(
                        new TimeWindow(at(2), at(2).plusSeconds(900)),
                        NOW,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        KVM))
                .isEmpty();
    }

    private static TimeWindow window(Random random) {
        int start = random.nextInt(110) - 20;
        return TimeWindow.of(NOW.plus(Duration.ofMinutes(start)), Duration.ofMinutes(1 + random.nextInt(60)));
    }

    private static Hold hold(TimeWindow window, Resources resources) {
        return new Hold(new BookingId(UUID.randomUUID()), KVM.id(), resources, window);
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
