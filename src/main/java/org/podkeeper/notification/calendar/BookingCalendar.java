package org.podkeeper.notification.calendar;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.property.Method;
import biweekly.property.Status;
import biweekly.util.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.podkeeper.booking.BookingChange;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Extensions;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.kernel.PodkeeperSettings;
import org.springframework.stereotype.Component;

/**
 * Writes bookings as iCalendar. The same booking has the same UID in the feed and in every mail, and a higher SEQUENCE
 * after every change of its time. Nothing in it depends on when it is written, so what has not changed reads the same.
 */
@Component
public class BookingCalendar {
    private static final String PRODUCT = "-//Podkeeper//Bookings//EN";

    private final Extensions extensions;
    private final Catalog catalog;
    private final PodkeeperSettings portal;

    BookingCalendar(Extensions extensions, Catalog catalog, PodkeeperSettings portal) {
        this.extensions = extensions;
        this.catalog = catalog;
        this.portal = portal;
    }

    /** One booking for a mail. It is told, not asked, so programs take it over without an answer (METHOD:PUBLISH). */
    public String publish(BookingView booking) {
        ICalendar calendar = calendar();
        calendar.setMethod(Method.publish());
        calendar.addEvent(event(booking));
        return Biweekly.write(calendar).go();
    }

    /** Many bookings for a feed. */
    public String feed(Collection<BookingView> bookings) {
        ICalendar calendar = calendar();
        calendar.setName("Podkeeper");
        calendar.addExperimentalProperty("X-WR-CALNAME", "Podkeeper");
        calendar.setRefreshInterval(Duration.builder().minutes(30).build());
        bookings.forEach(booking -> calendar.addEvent(event(booking)));
        return Biweekly.write(calendar).go();
    }

    private static ICalendar calendar() {
        var calendar = new ICalendar();
        calendar.setProductId(PRODUCT);
        return calendar;
    }

    private VEvent event(BookingView booking) {
        List<BookingChange> changes = extensions.changes(booking.id());
        long moves = changes.stream()
                .filter(change -> change.kind() == BookingChange.Kind.END)
                .count();
        Instant over = booking.endedAt();
        Instant changed =
                changes.isEmpty() ? booking.bookedAt() : changes.getLast().at();
        Instant modified = over == null || over.isBefore(changed) ? changed : over;
        Instant start = booking.window().start();
        Instant planned = booking.window().end();
        Instant end = over == null || over.isAfter(planned) ? planned : over;
        boolean cut = end.isBefore(planned);
        boolean never = booking.state() == BookingState.CANCELLED || !end.isAfter(start);
        String page = portal.page("/bookings/" + booking.id());
        var event = new VEvent();
        event.setUid("booking-" + booking.id() + "@" + portal.baseUrl().getHost());
        event.setDateTimeStamp(Date.from(modified));
        event.setLastModified(Date.from(modified));
        event.setSequence((int) moves + (cut ? 1 : 0));
        event.setSummary("#" + booking.number() + " " + pod(booking));
        event.setDescription(booking.purpose() + "\n" + page);
        event.setUrl(page);
        event.setDateStart(Date.from(start), true);
        event.setDateEnd(Date.from(never ? planned : end), true);
        event.setStatus(never ? Status.cancelled() : Status.confirmed());
        // a booked pod does not make its people busy
        event.setTransparency(true);
        return event;
    }

    private String pod(BookingView booking) {
        return catalog.pod(booking.pod()).map(Pod::name).orElse("Pod");
    }
}
