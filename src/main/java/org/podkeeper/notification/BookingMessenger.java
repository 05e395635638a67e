package org.podkeeper.notification;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingConfirmed;
import org.podkeeper.booking.BookingEnded;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Sharing;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tells those who work with a booking that it was made, and that it is over. What they did themselves is no news to them. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
class BookingMessenger {
    private static final String THE_CLOCK = "the clock";

    private final Inbox inbox;
    private final People people;
    private final Sharing sharing;
    private final Catalog catalog;
    private final Sentences sentences;

    BookingMessenger(Inbox inbox, People people, Sharing sharing, Catalog catalog, Sentences sentences) {
        this.inbox = inbox;
        this.people = people;
        this.sharing = sharing;
        this.catalog = catalog;
        this.sentences = sentences;
    }

    @EventListener
    public void on(BookingConfirmed event) {
        BookingView booking = event.booking();
        Person owner = people.find(booking.owner()).orElseThrow();
        String pod = catalog.pod(booking.pod()).map(Pod::name).orElse("A pod");
        String body = say(
                "CONFIRMED.body",
                pod,
                at(booking.window().start(), owner.timeZone()),
                at(booking.window().end(), owner.timeZone()),
                booking.purpose());
        inbox.note(owner.id(), MessageKind.CONFIRMED, title("CONFIRMED", booking), body, page(booking));
    }

    @EventListener
    public void on(BookingEnded event) {
        BookingView booking = event.booking();
        boolean cancelled = booking.state() == BookingState.CANCELLED;
        String title = title(cancelled ? "CANCELLED" : "ENDED", booking);
        for (Person reader : people.find(sharing.usersOf(booking.id()))) {
            String body = by(event, reader) + " " + whatIsLeft(booking, reader);
            if (reader.userName().equals(event.who())) {
                inbox.note(reader.id(), MessageKind.ENDED, title, body, page(booking));
            } else {
                inbox.post(reader.id(), MessageKind.ENDED, title, body, page(booking));
            }
        }
    }

    private String by(BookingEnded event, Person reader) {
        if (event.who().equals(THE_CLOCK)) {
            return say("ENDED.byTime");
        }
        return reader.userName().equals(event.who())
                ? say("ENDED.byYou")
                : say(
                        "ENDED.by",
                        people.findByUserName(event.who()).map(Person::fullName).orElse(event.who()));
    }

    private String whatIsLeft(BookingView booking, Person reader) {
        if (booking.state() == BookingState.CANCELLED) {
            return say("CANCELLED.nothing");
        }
        int days = booking.choices().keepDays();
        if (days == 0 || !reader.id().equals(booking.owner())) {
            return say("ENDED.gone");
        }
        Instant until = Objects.requireNonNull(booking.endedAt()).plus(Duration.ofDays(days));
        return say("ENDED.kept", at(until, reader.timeZone()));
    }

    private String title(String code, BookingView booking) {
        return say(code + ".title", String.valueOf(booking.number()));
    }

    private static String page(BookingView booking) {
        return "/bookings/" + booking.id();
    }

    private String say(String code, Object... arguments) {
        return sentences.say(code, arguments);
    }

    private String at(Instant instant, ZoneId zone) {
        return sentences.at(instant, zone);
    }
}
