package org.podkeeper.notification;

import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Extensions;
import org.podkeeper.booking.Extent;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Sharing;
import org.springframework.stereotype.Component;

/** Tells those who can do something about it that a booking is about to end, and how much later it could. */
@Component
class EndingMessenger {
    private final Inbox inbox;
    private final People people;
    private final BookingDesk desk;
    private final Sharing sharing;
    private final Extensions extensions;
    private final Words words;

    /** How it is said. */
    @Component("endingWords")
    record Words(Sentences sentences, RefusalText refusals) {}

    EndingMessenger(Inbox inbox, People people, BookingDesk desk, Sharing sharing, Extensions extensions, Words words) {
        this.inbox = inbox;
        this.people = people;
        this.desk = desk;
        this.sharing = sharing;
        this.extensions = extensions;
        this.words = words;
    }

    void tell(BookingView booking) {
        people.find(sharing.usersOf(booking.id())).stream()
                .filter(person -> desk.rights(booking, person).manage())
                .forEach(person -> tell(booking, person));
    }

    private void tell(BookingView booking, Person person) {
        Sentences sentences = words.sentences();
        String end = sentences.at(booking.window().end(), person.timeZone());
        int days = booking.choices().keepDays();
        String then = days == 0 ? sentences.say("ENDING.gone") : sentences.say("ENDING.kept", days);
        inbox.post(
                person.id(),
                MessageKind.ENDING,
                sentences.say("ENDING.title", String.valueOf(booking.number()), end),
                booking.purpose() + "\n" + then + " " + extension(booking, person),
                "/bookings/" + booking.id() + "#extend");
    }

    private String extension(BookingView booking, Person person) {
        Extent extent = extensions.extent(booking, person);
        String limit = words.refusals().of(extent.limit(), person.timeZone());
        return extent.latest().isAfter(booking.window().end())
                ? words.sentences().say("ENDING.later", words.sentences().at(extent.latest(), person.timeZone()), limit)
                : words.sentences().say("ENDING.notLater", limit);
    }
}
