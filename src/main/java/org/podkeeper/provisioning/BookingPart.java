package org.podkeeper.provisioning;

import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingView;

/** Something that a module above adds to the page of a booking. */
public interface BookingPart {
    /** Under which name the page's template finds it. */
    String name();

    /** What it is, or null where there is nothing to show. */
    @Nullable
    Object of(BookingView booking, Person reader);
}
