package org.podkeeper.waiting.web;

import org.jspecify.annotations.Nullable;
import org.podkeeper.waiting.WaitingList.Standing;
import org.podkeeper.waiting.Wish;

/**
 * A wish with what people call things.
 *
 * @param standing null when it is in the list no more
 * @param host where it is offered, or null
 * @param booking number of what became of it, or null
 */
record WishRow(
        Wish it,
        String pod,
        String config,
        @Nullable Standing standing,
        @Nullable String host,
        @Nullable Long booking) {
    /** CSS class of its badge. */
    public String look() {
        return switch (it.state()) {
            case WAITING -> it.obstacle() == null ? "is-busy" : "is-warn";
            case OFFERED, TAKEN -> "is-ok";
            case DECLINED, LAPSED, WITHDRAWN, REMOVED, EXPIRED -> "is-off";
        };
    }

    /** Name of its icon. */
    public String icon() {
        return switch (it.state()) {
            case WAITING -> it.obstacle() == null ? "hourglass-split" : "exclamation-triangle-fill";
            case OFFERED -> "gift";
            case TAKEN -> "check-circle-fill";
            case DECLINED, LAPSED, WITHDRAWN, REMOVED, EXPIRED -> "dash-circle";
        };
    }
}
