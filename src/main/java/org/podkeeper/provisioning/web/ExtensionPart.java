package org.podkeeper.provisioning.web;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingChange;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Extensions;
import org.podkeeper.booking.Extent;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.web.Times;
import org.springframework.stereotype.Component;

/** What the booking's page needs to offer another end. */
@Component
class ExtensionPart {
    private static final List<Duration> STEPS =
            List.of(Duration.ofHours(6), Duration.ofHours(1), Duration.ofMinutes(15));
    private static final int WORTH_A_STEP = 12;

    private final BookingDesk desk;
    private final Extensions extensions;
    private final RefusalText refusals;
    private final Times times;

    ExtensionPart(BookingDesk desk, Extensions extensions, RefusalText refusals, Times times) {
        this.desk = desk;
        this.extensions = extensions;
        this.refusals = refusals;
        this.times = times;
    }

    /**
     * The slider and the field.
     *
     * @param from seconds since 1970, so that {@code to} is a whole number of steps later
     * @param until the present end in the reader's zone, as the field writes it
     * @param limit what is in the way of a later end and who can lift that
     */
    record Choice(
            Extent extent,
            boolean longer,
            long from,
            long to,
            long now,
            long step,
            LocalDateTime until,
            LocalDateTime min,
            LocalDateTime max,
            String limit) {}

    /** Null where the person may not choose another end, or there is none left to choose. */
    @Nullable
    Choice of(BookingView booking, Person person, Instant now) {
        if (booking.state() != BookingState.CONFIRMED
                || !now.isBefore(booking.window().end())
                || !desk.rights(booking, person).extend()) {
            return null;
        }
        Extent extent = extensions.extent(booking, person);
        Instant earliest = minuteAfter(extent.earliest());
        Instant latest = extent.latest().truncatedTo(ChronoUnit.MINUTES);
        Instant end = booking.window().end();
        Duration range = Duration.between(earliest, latest);
        long step = STEPS.stream()
                .filter(one -> range.dividedBy(one) >= WORTH_A_STEP)
                .findFirst()
                .orElse(Duration.ofMinutes(1))
                .toSeconds();
        long steps = Math.max(0, range.toSeconds() / step);
        return new Choice(
                extent,
                latest.isAfter(end),
                latest.getEpochSecond() - steps * step,
                latest.getEpochSecond(),
                end.getEpochSecond(),
                step,
                local(end),
                local(earliest),
                local(latest.isBefore(end) ? end : latest),
                refusals.of(extent.limit(), times.zone()));
    }

    /** What was changed since it was booked, the first one first. */
    List<BookingChange> changes(BookingView booking) {
        return extensions.changes(booking.id());
    }

    private LocalDateTime local(Instant instant) {
        return LocalDateTime.ofInstant(instant, times.zone()).truncatedTo(ChronoUnit.MINUTES);
    }

    private static Instant minuteAfter(Instant instant) {
        return instant.plusSeconds(59).truncatedTo(ChronoUnit.MINUTES);
    }
}
