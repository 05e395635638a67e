package org.podkeeper.booking;

import java.util.List;
import java.util.Set;

/** The desk's answer: a booking, or every reason why not. */
public sealed interface Verdict {
    record Booked(BookingView booking) implements Verdict {}

    /** Refusals of what could be had at another time. */
    Set<String> NO_ROOM = Set.of("taken", "full", "full-for-long");

    record Refused(List<Refusal> reasons) implements Verdict {
        public Refused {
            reasons = List.copyOf(reasons);
        }

        /** Whether there is no room at that time, and nothing else is in the way: waiting helps. */
        public boolean isForWantOfRoom() {
            return !reasons.isEmpty() && reasons.stream().allMatch(reason -> NO_ROOM.contains(reason.code()));
        }

        /** Whether nothing but limits are in the way, so that a lab admin may agree to it all the same. */
        public boolean isByLimits() {
            return !reasons.isEmpty() && reasons.stream().allMatch(Refusal::isByLimit);
        }
    }
}
