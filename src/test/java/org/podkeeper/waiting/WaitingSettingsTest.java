package org.podkeeper.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Until when an offer is held: only the day counts, in the zone of the person, on the days when clocks change too. */
class WaitingSettingsTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

    @ParameterizedTest(name = "{4}: {0} for {2}")
    @CsvSource({
        "2026-03-02T09:00:00Z, 2026-03-02T09:30:00Z, PT30M, 08:00, by day",
        "2026-03-02T18:50:00Z, 2026-03-03T07:20:00Z, PT30M, 08:00, ten minutes before the evening",
        "2026-03-02T19:00:00Z, 2026-03-03T07:30:00Z, PT30M, 08:00, in the evening",
        "2026-03-02T03:00:00Z, 2026-03-02T07:30:00Z, PT30M, 08:00, at night",
        "2026-03-02T18:30:00Z, 2026-03-02T19:00:00Z, PT30M, 08:00, until the last minute of the day",
        "2026-03-02T09:00:00Z, 2026-03-04T11:00:00Z, PT26H, 08:00, longer than two days",
        // clocks go forward on 2026-03-29 at 02:00, which the day does not see
        "2026-03-28T23:00:00Z, 2026-03-29T06:30:00Z, PT30M, 08:00, the night in which an hour is missing",
        // 02:30 does not exist then: the day begins when the clock first says so or later
        "2026-03-28T23:00:00Z, 2026-03-29T02:00:00Z, PT30M, 02:30, a day that begins in the missing hour",
        // clocks go back on 2026-10-25 at 03:00
        "2026-10-24T22:00:00Z, 2026-10-25T07:30:00Z, PT30M, 08:00, the night in which an hour comes twice"
    })
    void holdsAnOfferByDay(Instant now, Instant until, Duration offerFor, LocalTime morning, String when) {
        assertThat(settings(offerFor, morning, LocalTime.of(20, 0)).offeredUntil(now, MADRID))
                .as(when)
                .isEqualTo(until);
    }

    @ParameterizedTest
    @CsvSource({"2026-03-02T03:00:00Z", "2026-03-29T00:45:00Z"})
    void countsTheNightTooWhereTheDayHasNoEnd(Instant now) {
        assertThat(settings(Duration.ofMinutes(30), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT)
                        .offeredUntil(now, MADRID))
                .isEqualTo(now.plus(Duration.ofMinutes(30)));
    }

    private static WaitingSettings settings(Duration offerFor, LocalTime morning, LocalTime evening) {
        return new WaitingSettings(Duration.ofSeconds(10), offerFor, morning, evening, 2, 5, Duration.ofDays(14));
    }
}
