package org.podkeeper.booking;

import java.util.List;

/**
 * One reason why not, for the field that it is about.
 *
 * @param field name of the request's field: pod, config, purpose, start, length, keys
 * @param code the sentence {@code booking.refusal.<code>} of messages/booking.properties
 * @param args what the sentence fills in: numbers, names, instants, durations
 */
public record Refusal(String field, String code, List<Object> args) {
    public Refusal {
        args = List.copyOf(args);
    }

    /** Whether it is only a limit that is in the way, which a lab admin may lift for once. */
    public boolean isByLimit() {
        return code.startsWith("limit-")
                || code.startsWith("end-policy")
                || code.equals("too-long")
                || code.equals("too-far-ahead");
    }

    static Refusal of(String field, String code, Object... args) {
        return new Refusal(field, code, List.of(args));
    }
}
