package org.podkeeper.notification;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.outage.BookingEndedByOutage;
import org.podkeeper.outage.BookingHit;
import org.podkeeper.outage.BookingMovedAway;
import org.podkeeper.outage.BookingSpared;
import org.podkeeper.outage.Proposal;
import org.podkeeper.provisioning.BeginsAnew;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tells owners what outages do to their bookings, in the transaction in which it happens. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
class OutageMessenger {
    private final Inbox inbox;
    private final People people;
    private final Sentences sentences;

    OutageMessenger(Inbox inbox, People people, Sentences sentences) {
        this.inbox = inbox;
        this.people = people;
        this.sentences = sentences;
    }

    @EventListener
    public void on(BookingHit event) {
        Proposal proposal = event.proposal();
        BookingView booking = proposal.booking();
        ZoneId zone = zoneOf(booking.owner());
        String what = say(
                proposal.begun() ? "OUTAGE_HIT.begun" : "OUTAGE_HIT.planned",
                proposal.host().name(),
                at(event.outage().window().start(), zone),
                at(event.outage().window().end(), zone),
                event.outage().reason(),
                at(proposal.endsAt(), zone));
        String instead = proposal.places().isEmpty()
                ? say("OUTAGE_HIT.nowhere")
                : say("OUTAGE_HIT.instead", place(proposal.places().getFirst(), zone));
        post(booking, MessageKind.OUTAGE_HIT, what + " " + instead, "#outage");
    }

    @EventListener
    public void on(BookingMovedAway event) {
        BookingView before = event.before();
        ZoneId zone = zoneOf(before.owner());
        String body = event.goesOn()
                ? say(
                        "OUTAGE_MOVED.goesOn",
                        number(before),
                        number(event.after()),
                        place(event.place(), zone),
                        at(event.after().window().end(), zone))
                : say(
                        "OUTAGE_MOVED.body",
                        place(event.place(), zone),
                        event.outage().reason());
        inbox.post(
                before.owner(),
                MessageKind.OUTAGE_MOVED,
                say("OUTAGE_MOVED.title", number(before)),
                body,
                page(event.after()));
    }

    @EventListener
    public void on(BookingSpared event) {
        post(
                event.booking(),
                MessageKind.OUTAGE_SPARED,
                say("OUTAGE_SPARED.body", event.outage().reason()),
                "");
    }

    @EventListener
    public void on(BookingEndedByOutage event) {
        BookingView booking = event.booking();
        ZoneId zone = zoneOf(booking.owner());
        post(
                booking,
                MessageKind.OUTAGE_ENDED,
                say(
                        booking.choices().keepDays() > 0 ? "OUTAGE_ENDED.kept" : "OUTAGE_ENDED.body",
                        event.outage().reason(),
                        at(event.outage().window().end(), zone)),
                "");
    }

    @EventListener
    public void on(BeginsAnew event) {
        post(event.booking(), MessageKind.OUTAGE_ANEW, say("OUTAGE_ANEW.body", event.cause()), "");
    }

    private void post(BookingView booking, MessageKind kind, String body, String anchor) {
        inbox.post(booking.owner(), kind, say(kind + ".title", number(booking)), body, page(booking) + anchor);
    }

    private String place(OtherPlace place, ZoneId zone) {
        return say(
                "OUTAGE_PLACE." + place.kind(),
                place.host().name(),
                at(place.window().start(), zone),
                at(place.window().end(), zone));
    }

    private ZoneId zoneOf(PersonId person) {
        return people.find(person).map(Person::timeZone).orElse(ZoneOffset.UTC);
    }

    private String say(String code, Object... arguments) {
        return sentences.say(code, arguments);
    }

    private String at(Instant instant, ZoneId zone) {
        return sentences.at(instant, zone);
    }

    /** Without the thousands' separator that a number would get. */
    private static String number(BookingView booking) {
        return String.valueOf(booking.number());
    }

    private static String page(BookingView booking) {
        return "/bookings/" + booking.id();
    }
}
