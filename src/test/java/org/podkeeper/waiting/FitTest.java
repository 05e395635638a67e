package org.podkeeper.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.booking.Hold;
import org.podkeeper.booking.HostSchedule;
import org.podkeeper.inventory.AccessNetwork;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

class FitTest {
    /** A quarter of an hour before clocks in Europe go forward. */
    private static final Instant NOW = Instant.parse("2026-03-29T00:45:00Z");

    private static final Resources HOST = new Resources(8, 8_192, 100);
    private static final int MINUTES = 300;

    @Test
    void beginsAtTheInstantAtWhichAnotherEnds() {
        List<HostTime> hosts = List.of(host(List.of(hold(0, 60, HOST)), List.of()));
        assertThat(Fit.first(wanted(0, 120, 0, 30, 0, 10), hosts))
                .hasValueSatisfying(fit -> assertThat(fit.start()).isEqualTo(at(60)));
        assertThat(Fit.first(wanted(0, 60, 0, 30, 0, 10), hosts)).isPresent();
        assertThat(Fit.first(wanted(0, 59, 0, 30, 0, 10), hosts)).isEmpty();
    }

    @Test
    void ofHostsWhereItBeginsTogetherTakesTheFullest() {
        HostTime empty = host(List.of(), List.of());
        HostTime fuller = host(List.of(hold(0, 60, new Resources(1, 100, 1))), List.of());
        assertThat(Fit.first(wanted(0, 60, 0, 30, 5, 10), List.of(empty, fuller)))
                .hasValueSatisfying(
                        fit -> assertThat(fit.host()).isEqualTo(fuller.host().id()));
    }

    /** Every minute is tried, and every minute of what would be held is counted. */
    @Test
    void findsWhatTryingEveryMinuteFinds() {
        var random = new Random(20_261_122);
        int found = 0;
        for (int round = 0; round < 3_000; round++) {
            List<HostTime> hosts = Stream.generate(() -> host(random))
                    .limit(1 + random.nextInt(3))
                    .toList();
            int from = random.nextInt(60);
            int takenBy = random.nextBoolean() ? 0 : random.nextInt(40);
            Fit.Wanted wanted = wanted(
                    from,
                    from + random.nextInt(120),
                    takenBy,
                    1 + random.nextInt(60),
                    random.nextInt(10),
                    random.nextInt(10));
            Optional<Instant> slow = LongStream.rangeClosed(0, MINUTES)
                    .mapToObj(FitTest::at)
                    .filter(start -> !start.isBefore(wanted.from()) && !start.isAfter(wanted.latest()))
                    .filter(start -> hosts.stream().anyMatch(host -> isFree(host, wanted, start)))
                    .findFirst();
            Optional<Fit> fit = Fit.first(wanted, hosts);
            assertThat(fit.map(Fit::start)).as("round %d", round).isEqualTo(slow);
            fit.ifPresent(good -> assertThat(isFree(
                            hosts.stream()
                                    .filter(time -> time.host().id().equals(good.host()))
                                    .findFirst()
                                    .orElseThrow(),
                            wanted,
                            good.start()))
                    .isTrue());
            found += fit.isPresent() ? 1 : 0;
        }
        assertThat(found).as("rounds with room").isBetween(500, 2_900);
    }

    private static boolean isFree(HostTime time, Fit.Wanted wanted, Instant start) {
        TimeWindow held = wanted.held(start);
        return LongStream.range(0, held.length().toMinutes())
                .mapToObj(minute -> held.start().plus(minute, ChronoUnit.MINUTES))
                .allMatch(minute -> time.schedule().closed().stream().noneMatch(outage -> outage.contains(minute))
                        && HOST.covers(time.schedule().holds().stream()
                                .filter(hold -> hold.window().contains(minute))
                                .map(Hold::resources)
                                .reduce(wanted.resources(), Resources::plus)));
    }

    private static Fit.Wanted wanted(int from, int latest, int takenBy, int length, int before, int after) {
        return new Fit.Wanted(
                new Resources(4, 4_000, 40),
                NOW,
                at(from),
                at(latest),
                at(takenBy),
                Duration.ofMinutes(length),
                Duration.ofMinutes(before),
                Duration.ofMinutes(after));
    }

    private static HostTime host(Random random) {
        return host(
                IntStream.range(0, random.nextInt(7))
                        .mapToObj(i -> {
                            int start = random.nextInt(160) - 20;
                            int vcpus = 1 + random.nextInt(5);
                            return hold(
                                    start, start + 1 + random.nextInt(100), new Resources(vcpus, 1_000L * vcpus, 1));
                        })
                        .toList(),
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(i -> {
                            int start = random.nextInt(200);
                            return new TimeWindow(at(start), at(start + 1 + random.nextInt(30)));
                        })
                        .toList());
    }

    private static HostTime host(List<Hold> holds, List<TimeWindow> closed) {
        var id = new HostId(UUID.randomUUID());
        var kvm = new KvmHost(
                id,
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
        return new HostTime(kvm, new HostSchedule(HOST, holds, closed));
    }

    private static Hold hold(int from, int to, Resources resources) {
        return new Hold(null, new HostId(UUID.randomUUID()), resources, new TimeWindow(at(from), at(to)));
    }

    private static Instant at(long minute) {
        return NOW.plus(minute, ChronoUnit.MINUTES);
    }
}
