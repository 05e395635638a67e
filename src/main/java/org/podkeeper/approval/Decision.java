package org.podkeeper.approval;

import java.util.List;
import org.podkeeper.booking.Refusal;

/** What came of an answer. */
public sealed interface Decision {
    /** It is decided. */
    record Made(Approval approval) implements Decision {}

    /** It was decided before, by somebody else or because its time came. */
    record TooLate(Approval approval) implements Decision {}

    /** It cannot be done now, for reasons that are no limits: it goes on waiting. */
    record Impossible(List<Refusal> reasons) implements Decision {
        public Impossible {
            reasons = List.copyOf(reasons);
        }
    }
}
