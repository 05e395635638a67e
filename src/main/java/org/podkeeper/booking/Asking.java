package org.podkeeper.booking;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.podkeeper.account.Person;

/** Where what is refused for nothing but a limit can be sent to lab admins, who may agree all the same. */
public interface Asking {
    /** What came of asking. */
    sealed interface Asked {
        /**
         * It waits for an answer.
         *
         * @param request its id: there is a page {@code /bookings/requests/<id>} and a resource {@code /api/v1/approvals/<id>}
         */
        record Waits(UUID request) implements Asked {}

        /** It is within the limits by now: it can just be done. */
        record NoNeed() implements Asked {}

        /** It cannot be asked for: no admin could agree to it, or the reason is missing. */
        record Refused(List<Refusal> reasons) implements Asked {
            public Refused {
                reasons = List.copyOf(reasons);
            }
        }
    }

    /** @param why for the lab admins */
    Asked forBooking(BookingRequest wanted, String why, Person by);

    /** Asks for a later end of a booking. */
    Asked forEnd(BookingId booking, Instant until, String why, Person by);
}
