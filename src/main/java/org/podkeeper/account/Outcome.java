package org.podkeeper.account;

import java.util.List;

/** What came of a request that may be refused: the thing wanted, or every reason against it at once. */
public sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    record Refused<T>(List<Refusal> refusals) implements Outcome<T> {}

    static <T> Outcome<T> refused(Refusal refusal) {
        return new Refused<>(List.of(refusal));
    }
}
