package org.podkeeper.booking.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.podkeeper.booking.Availability.HostWeeks;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.Hold;
import org.podkeeper.booking.HostSchedule;
import org.podkeeper.booking.web.Timeline.Kind;
import org.podkeeper.inventory.AccessNetwork;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.Outage;
import org.podkeeper.inventory.OutageId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

class TimelineTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
    private static final Resources HOST = new Resources(8, 8_192, 100);
    private static final Resources POD = new Resources(4, 4_096, 50);
    /** Sunday 25 October 2026 has 25 hours in Madrid. */
    private static final LocalDate FIRST = LocalDate.of(2026, 10, 24);

    private static final Instant NOW = FIRST.atTime(6, 0).atZone(MADRID).toInstant();
    private static final TimeWindow THREE_DAYS = new TimeWindow(midnight(0), midnight(3));

    @Test
    void drawsTheWholeWindowWithoutAGap() {
        Timeline.Row row = row(List.of(hold(30, 40, POD), hold(35, 50, POD)), List.of(outage(55, 60)));
        assertThat(row.spans())
                .extracting(Timeline.Span::kind)
                .containsExactly(
                        Kind.PAST, Kind.FREE, Kind.FREE, Kind.FULL, Kind.FREE, Kind.FREE, Kind.OUTAGE, Kind.FREE);
        assertThat(row.spans()).extracting(Timeline.Span::fits).containsExactly(0, 2, 1, 0, 1, 2, 0, 2);
        double end = 0;
        for (Timeline.Span span : row.spans()) {
            assertThat(Double.parseDouble(span.x())).isCloseTo(end, offset(.002));
            end = Double.parseDouble(span.x()) + Double.parseDouble(span.width());
        }
        assertThat(end).isCloseTo(100, offset(.002));
    }

    @Test
    void marksDaysWhereTheyBeginAlsoWhenOneHasTwentyFiveHours() {
        assertThat(timeline(List.of(), List.of(), HostState.IN_SERVICE).days())
                .extracting(Timeline.Mark::x)
                .containsExactly("0.000", "32.877", "67.123");
    }

    @Test
    void aGapThatBeginsLaterIsBookedWhenAPodCanBeReadyAndUntilItCanBeGone() {
        Timeline.Row row = row(List.of(hold(6, 30, HOST), hold(40, 60, HOST)), List.of());
        Timeline.Span gap = row.spans().stream()
                .filter(span -> span.kind() == Kind.FREE)
                .findFirst()
                .orElseThrow();
        assertThat(gap.gap()).isNotNull().satisfies(it -> {
            assertThat(it.at()).isEqualTo(hours(30).plus(Duration.ofMinutes(6)));
            assertThat(it.until()).isEqualTo(hours(40).minus(Duration.ofMinutes(10)));
            assertThat(it.unit()).isEqualTo(BookingForm.Unit.HOURS);
            assertThat(it.length()).as("whole hours that fit").isEqualTo(9);
        });
    }

    @Test
    void whatIsFreeNowIsBookedNowForAsLongAsItIsWanted() {
        Timeline.Row row = row(List.of(), List.of());
        assertThat(row.spans().get(1).gap()).isNotNull().satisfies(gap -> {
            assertThat(gap.at()).isNull();
            assertThat(gap.length()).isEqualTo(2);
            assertThat(gap.unit()).isEqualTo(BookingForm.Unit.DAYS);
        });
    }

    @Test
    void aHostThatTakesNoBookingsOffersNoGap() {
        Timeline.Row row =
                timeline(List.of(), List.of(), HostState.WITHDRAWN).rows().getFirst();
        assertThat(row.closed()).isEqualTo("booking.calendar.host.WITHDRAWN");
        assertThat(row.spans()).extracting(Timeline.Span::kind).containsExactly(Kind.PAST, Kind.CLOSED);
        assertThat(row.spans()).allMatch(span -> span.gap() == null);
    }

    private static Timeline.Row row(List<Hold> holds, List<Outage> outages) {
        return timeline(holds, outages, HostState.IN_SERVICE).rows().getFirst();
    }

    private static Timeline timeline(List<Hold> holds, List<Outage> outages, HostState state) {
        var host = new KvmHost(
                new HostId(UUID.randomUUID()),
                new LabId(UUID.randomUUID()),
                "kvm1",
                "qemu:///system",
                state,
                false,
                HOST,
                HOST,
                "/images",
                "/disks",
                new AccessNetwork.Nat("192.168.150.0/24"),
                null,
                List.of());
        var schedule = new HostSchedule(
                HOST, holds, outages.stream().map(Outage::window).toList());
        return Timeline.of(
                List.of(new HostWeeks(host, schedule, outages)),
                Map.of(host.lab(), "Lab"),
                new Timeline.Question(POD, Duration.ofDays(2), Duration.ofMinutes(5), Duration.ofMinutes(10), NOW),
                THREE_DAYS,
                MADRID);
    }

    private static Instant midnight(int days) {
        return FIRST.plusDays(days).atStartOfDay(MADRID).toInstant();
    }

    private static Instant hours(int hours) {
        return midnight(0).plus(Duration.ofHours(hours));
    }

    private static Hold hold(int from, int to, Resources resources) {
        return new Hold(
                new BookingId(UUID.randomUUID()),
                new HostId(UUID.randomUUID()),
                resources,
                new TimeWindow(hours(from), hours(to)));
    }

    private static Outage outage(int from, int to) {
        return new Outage(
                new OutageId(UUID.randomUUID()),
                new HostId(UUID.randomUUID()),
                new TimeWindow(hours(from), hours(to)),
                "Fans");
    }
}
