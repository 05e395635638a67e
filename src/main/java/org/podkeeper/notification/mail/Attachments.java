package org.podkeeper.notification.mail;

import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.notification.Topic;
import org.podkeeper.notification.calendar.BookingCalendar;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Adds the booking for the reader's calendar to mails after which its time is another. It is as it is when the mail goes out. */
@Component
class Attachments {
    private static final Set<Topic> OF_TIME = EnumSet.of(Topic.CONFIRMED, Topic.CHANGED, Topic.ADDED, Topic.ENDED);

    private final BookingDesk desk;
    private final BookingCalendar calendar;

    Attachments(BookingDesk desk, BookingCalendar calendar) {
        this.desk = desk;
        this.calendar = calendar;
    }

    void add(MimeMessageHelper mail, Topic topic, BookingId id, Person reader) throws MessagingException {
        Optional<BookingView> booking = OF_TIME.contains(topic) ? desk.find(id, reader) : Optional.empty();
        if (booking.isPresent()) {
            byte[] text = calendar.publish(booking.get()).getBytes(StandardCharsets.UTF_8);
            mail.addAttachment(
                    "booking-" + booking.get().number() + ".ics",
                    new ByteArrayResource(text),
                    "text/calendar; charset=UTF-8; method=PUBLISH");
        }
    }
}
