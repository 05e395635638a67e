package org.podkeeper.booking;

import java.util.List;

/** The desk's answer: a booking, or every reason why not. */
public sealed interface Verdict {
    record Booked(BookingView booking) implements Verdict {}

    record Refused(List<Refusal> reasons) implements Verdict {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
