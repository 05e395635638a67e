package org.podkeeper.waiting;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The waiting list.
 *
 * @param look how often it is looked whether there is room for somebody; when a booking ends or gives room back, it is
 *     looked at once
 * @param offerFor for how long room is held for who it is offered to; only the time between {@code dayBegins} and
 *     {@code dayEnds} counts, in that person's time zone
 * @param dayBegins when people read what they are offered
 * @param dayEnds until when; the same as {@code dayBegins} for day and night
 * @param offers how many offers somebody may let pass; after each but the last they wait on at the end of the list
 * @param perPerson how many wishes one person may have in the list
 * @param patience how long somebody waits who does not say how long
 */
@Validated
@ConfigurationProperties("podkeeper.waiting")
public record WaitingSettings(
        @DefaultValue("10s") @NotNull Duration look,
        @DefaultValue("30m") @NotNull Duration offerFor,
        @DefaultValue("08:00") @NotNull LocalTime dayBegins,
        @DefaultValue("20:00") @NotNull LocalTime dayEnds,
        @DefaultValue("2") @Min(1) @Max(100) int offers,
        @DefaultValue("5") @Min(1) @Max(1_000) int perPerson,
        @DefaultValue("14d") @NotNull Duration patience) {

    @AssertTrue(message = "the day must end after it begins")
    boolean isDayInOrder() {
        return !dayEnds.isBefore(dayBegins);
    }

    /** Until when an offer that is made now is held for somebody who lives in that zone. */
    Instant offeredUntil(Instant now, ZoneId zone) {
        if (dayBegins.equals(dayEnds)) {
            return now.plus(offerFor);
        }
        Duration left = offerFor;
        ZonedDateTime at = now.atZone(zone);
        while (true) {
            ZonedDateTime morning = at.with(dayBegins);
            ZonedDateTime evening = at.with(dayEnds);
            ZonedDateTime from = at.isBefore(morning) ? morning : at;
            if (from.isBefore(evening)) {
                Duration day = Duration.between(from, evening);
                if (left.compareTo(day) <= 0) {
                    return from.plus(left).toInstant();
                }
                left = left.minus(day);
            }
            at = morning.plusDays(1).with(dayBegins);
        }
    }
}
