package org.podkeeper.booking;

import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;

/**
 * Somebody may do more or less with a booking than before; published in the transaction that changes it.
 *
 * @param subject whom it is about
 * @param before what they might do, or null for nothing
 * @param after what they may do, or null for nothing
 */
public record BookingPeopleChanged(
        BookingView booking,
        Person subject,
        @Nullable Grade before,
        @Nullable Grade after,
        Person by) {

    /** Whether other keys open the machines than before. */
    public boolean changesKeys() {
        return uses(before) != uses(after);
    }

    private static boolean uses(@Nullable Grade grade) {
        return grade != null && grade.includes(Grade.USE);
    }
}
