package org.podkeeper.inventory;

import java.util.List;

/** What became of a change that an admin asked for. */
public sealed interface Change<T> {
    record Done<T>(T value) implements Change<T> {}

    /** Nothing was changed. Every reason at once. */
    record Refused<T>(List<Complaint> complaints) implements Change<T> {
        public Refused {
            complaints = List.copyOf(complaints);
        }
    }

    static <T> Change<T> refused(Complaint... complaints) {
        return new Refused<>(List.of(complaints));
    }
}
