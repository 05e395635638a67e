package org.podkeeper.provisioning;

/** The answer to somebody who asks for an operation. */
public sealed interface Asked {
    /** It will be done; the work is written down. */
    record Accepted(OperationId operation) implements Asked {}

    /**
     * It will not.
     *
     * @param field what of the request it is about: kind, node, snapshot, name
     * @param code stable name of the rule
     * @param why a sentence with the reason and the way out
     */
    record Refused(String field, String code, String why) implements Asked {}
}
