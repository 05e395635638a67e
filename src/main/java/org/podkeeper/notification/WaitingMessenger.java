package org.podkeeper.notification;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.waiting.StillUsingAsked;
import org.podkeeper.waiting.WaitingChanged;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishState;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tells those who wait what became of their wishes, in the transaction in which it does. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
class WaitingMessenger {
    private final Inbox inbox;
    private final People people;
    private final Catalog catalog;
    private final Sentences sentences;

    WaitingMessenger(Inbox inbox, People people, Catalog catalog, Sentences sentences) {
        this.inbox = inbox;
        this.people = people;
        this.catalog = catalog;
        this.sentences = sentences;
    }

    @EventListener
    public void on(WaitingChanged event) {
        Wish wish = event.wish();
        Person reader = people.find(wish.person()).orElseThrow();
        String pod = catalog.pod(wish.pod()).map(Pod::name).orElse("A pod");
        switch (event) {
            case WaitingChanged.WaitingPlaceOffered offered -> {
                Wish.Offer offer = Objects.requireNonNull(wish.offer());
                post(
                        wish,
                        MessageKind.OFFERED,
                        say("OFFERED.title", pod, at(offer.until(), reader.timeZone())),
                        say("OFFERED.body", at(offer.start(), reader.timeZone()), wish.purpose()));
            }
            case WaitingChanged.WaitingPlaceTaken taken ->
                inbox.post(
                        reader.id(),
                        MessageKind.BOOKED_FOR_YOU,
                        say("BOOKED_FOR_YOU.title", pod),
                        say("BOOKED_FOR_YOU.body", wish.purpose()),
                        "/bookings/" + wish.booking());
            case WaitingChanged.WaitingPlaceLapsed lapsed ->
                post(
                        wish,
                        MessageKind.LAPSED,
                        say("LAPSED.title", pod),
                        say(wish.state() == WishState.WAITING ? "LAPSED.again" : "LAPSED.over", wish.purpose()));
            case WaitingChanged.WaitingPlaceBlocked blocked ->
                post(
                        wish,
                        MessageKind.LAPSED,
                        say("BLOCKED.title", pod),
                        say("BLOCKED.body", Objects.requireNonNull(wish.obstacle())));
            case WaitingChanged.WaitingPlaceExpired expired ->
                post(wish, MessageKind.LAPSED, say("GIVEN_UP.title", pod), say("GIVEN_UP.body", expired.why()));
            case WaitingChanged.WaitingPlaceRemoved removed ->
                post(
                        wish,
                        MessageKind.LAPSED,
                        say("TAKEN_OFF.title", pod),
                        say("TAKEN_OFF.body", removed.by().fullName(), removed.why(), wish.purpose()));
            case WaitingChanged.WaitingPlaceLost lost ->
                post(wish, MessageKind.LAPSED, say("LOST.title", pod), say("LOST.body"));
        }
    }

    @EventListener
    public void on(StillUsingAsked event) {
        BookingView booking = event.booking();
        Person owner = people.find(booking.owner()).orElseThrow();
        Instant returnsAt = event.returnsAt();
        inbox.post(
                owner.id(),
                MessageKind.STILL_USING,
                say("STILL_USING.title", String.valueOf(booking.number())),
                say("STILL_USING.body", at(event.idleSince(), owner.timeZone())) + " "
                        + (returnsAt == null
                                ? say("STILL_USING.stays")
                                : say("STILL_USING.returns", at(returnsAt, owner.timeZone()))),
                "/bookings/" + booking.id() + "#still-using");
    }

    private void post(Wish wish, MessageKind kind, String title, String body) {
        inbox.post(wish.person(), kind, title, body, "/waiting/" + wish.id());
    }

    private String say(String code, Object... arguments) {
        return sentences.say(code, arguments);
    }

    private String at(Instant instant, ZoneId zone) {
        return sentences.at(instant, zone);
    }
}
