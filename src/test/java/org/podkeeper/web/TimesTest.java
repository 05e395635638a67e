package org.podkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class TimesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Times forStranger = times(null);
    private final Times inMadrid = times(ZoneId.of("Europe/Madrid"));

    @Test
    void printsTimesInTheReadersZone() {
        assertThat(inMadrid.at(Instant.parse("2026-11-21T13:30:00Z"))).isEqualTo("Sat 21 Nov, 14:30");
    }

    @Test
    void printsTimesForStrangersInUtcAndSaysSo() {
        assertThat(forStranger.at(Instant.parse("2026-11-21T13:30:00Z"))).isEqualTo("Sat 21 Nov, 13:30 UTC");
        assertThat(forStranger.guessed()).isTrue();
        assertThat(inMadrid.guessed()).isFalse();
    }

    @Test
    void namesTheYearWhenItIsNotThisOneForTheReader() {
        assertThat(inMadrid.at(Instant.parse("2026-12-31T23:30:00Z"))).isEqualTo("Fri 1 Jan 2027, 00:30");
    }

    @Test
    void namesTheDayOfAWindowOnceWhenItEndsOnTheSameDay() {
        assertThat(inMadrid.window(Instant.parse("2026-11-21T13:30:00Z"), Instant.parse("2026-11-21T15:00:00Z")))
                .isEqualTo("Sat 21 Nov, 14:30 – 16:00");
        assertThat(inMadrid.window(Instant.parse("2026-11-21T13:30:00Z"), Instant.parse("2026-11-28T13:30:00Z")))
                .isEqualTo("Sat 21 Nov, 14:30 – Sat 28 Nov, 14:30");
    }

    @Test
    void saysDurationsInTheirTwoLargestUnits() {
        assertThat(inMadrid.duration(Duration.ofSeconds(12))).isEqualTo("12 s");
        assertThat(inMadrid.duration(Duration.ofSeconds(75))).isEqualTo("1 min 15 s");
        assertThat(inMadrid.duration(Duration.ofSeconds(60 * 42 + 10))).isEqualTo("42 min");
        assertThat(inMadrid.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
        assertThat(inMadrid.duration(Duration.ofHours(24))).isEqualTo("1 day");
        assertThat(inMadrid.duration(Duration.ofHours(76))).isEqualTo("3 days 4 h");
    }

    @Test
    void saysHowFarAwayAnInstantIs() {
        assertThat(inMadrid.relative(NOW.plus(Duration.ofDays(3)))).isEqualTo("in 3 days");
        assertThat(inMadrid.relative(NOW.minus(Duration.ofMinutes(5)))).isEqualTo("5 min ago");
        assertThat(inMadrid.relative(NOW.minus(Duration.ofSeconds(3)))).isEqualTo("just now");
        assertThat(inMadrid.relative(NOW.plus(Duration.ofMinutes(59).plusSeconds(50))))
                .isEqualTo("in 1 h");
    }

    private static Times times(@org.jspecify.annotations.Nullable ZoneId zone) {
        var beans = new StaticListableBeanFactory();
        beans.addBean("reader", (ReaderTimeZone) () -> Optional.ofNullable(zone));
        return new Times(Clock.fixed(NOW, ZoneOffset.UTC), beans.getBeanProvider(ReaderTimeZone.class));
    }
}
