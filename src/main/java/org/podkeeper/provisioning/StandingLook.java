package org.podkeeper.provisioning;

/** How a standing pod is, as people want to know it. */
public enum StandingLook {
    /** Whoever books it next gets it at once. */
    READY,
    /** It is ready, and its host takes no bookings. */
    NOT_OFFERED,
    IN_USE,
    /** What the last booking left is removed, and it is made as it was before anybody had it. */
    RE_INITIALISED,
    MADE,
    /** No host has room for it. */
    WAITS,
    /** It could not be made or was not as it should be; it is made again. */
    BROKEN,
    LEAVES;

    /**
     * @param offered whether its host takes bookings
     * @param booked whether the booking that had it last is not over
     */
    public static StandingLook of(StandingPod pod, boolean offered, boolean booked) {
        return switch (pod.state()) {
            case READY -> offered ? READY : NOT_OFFERED;
            case IN_USE -> booked ? IN_USE : RE_INITIALISED;
            case LEAVING -> LEAVES;
            case RENEWING -> pod.failures() > 0 ? BROKEN : RE_INITIALISED;
            case WAITING, MAKING -> {
                if (pod.failures() > 0) {
                    yield BROKEN;
                }
                if (pod.host() == null) {
                    yield WAITS;
                }
                yield pod.handedOver() > 0 ? RE_INITIALISED : MADE;
            }
        };
    }
}
