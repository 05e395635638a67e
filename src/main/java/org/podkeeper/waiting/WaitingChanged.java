package org.podkeeper.waiting;

import java.util.List;
import org.podkeeper.account.Person;
import org.podkeeper.booking.Refusal;

/** What happened to somebody's wish without their doing; published in the transaction in which it happens. */
public sealed interface WaitingChanged {
    Wish wish();

    /** Room is held for it. */
    record WaitingPlaceOffered(Wish wish) implements WaitingChanged {}

    /** It was booked in the person's name. */
    record WaitingPlaceTaken(Wish wish) implements WaitingChanged {}

    /** What was offered was not taken in time; by its state it waits on, at the end of the list, or does not. */
    record WaitingPlaceLapsed(Wish wish) implements WaitingChanged {}

    /** There was room, but it could not be booked. */
    record WaitingPlaceBlocked(Wish wish, List<Refusal> reasons) implements WaitingChanged {
        public WaitingPlaceBlocked {
            reasons = List.copyOf(reasons);
        }
    }

    /** It is in the list no more. */
    record WaitingPlaceExpired(Wish wish, String why) implements WaitingChanged {}

    /** A lab admin took it off the list. */
    record WaitingPlaceRemoved(Wish wish, Person by, String why) implements WaitingChanged {}

    /** What was offered is not there any more, such as its host; it waits on where it was. */
    record WaitingPlaceLost(Wish wish) implements WaitingChanged {}
}
