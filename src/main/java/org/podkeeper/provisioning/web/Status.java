package org.podkeeper.provisioning.web;

import java.time.Instant;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.provisioning.DeploymentView;

/**
 * Where a booking stands, in one word that its icon and colour agree with.
 *
 * @param key message {@code provisioning.status.<key>}
 * @param look CSS class of the badge: is-ok, is-warn, is-bad, is-busy, is-off
 * @param icon name of the icon
 * @param moving whether it changes by itself soon, so that the page should look again
 */
record Status(String key, String look, String icon, boolean moving) {
    private static final Status PREPARING = new Status("preparing", "is-busy", "arrow-repeat", true);

    /** Ready as it was wished: made, and not started yet. */
    static final Status UNSTARTED = new Status("unstarted", "is-ok", "check-circle-fill", false);

    static Status of(BookingView booking, DeploymentView deployment, Instant now) {
        return switch (deployment.state()) {
            case PLANNED ->
                now.isBefore(deployment.prepareFrom())
                        ? new Status(
                                "planned",
                                "is-off",
                                "calendar-check",
                                !now.isBefore(deployment.prepareFrom().minusSeconds(120)))
                        : PREPARING;
            case PREPARING ->
                deployment.cause() == null
                        ? PREPARING
                        : new Status("delayed", "is-warn", "exclamation-triangle-fill", true);
            case READY ->
                new Status(
                        "ready",
                        "is-ok",
                        "check-circle-fill",
                        booking.window().end().minusSeconds(120).isBefore(now));
            case BROKEN -> new Status("broken", "is-bad", "x-octagon-fill", false);
            case TEARING_DOWN -> new Status("leaving", "is-busy", "arrow-repeat", true);
            case GONE ->
                booking.state() == BookingState.CANCELLED
                        ? new Status("cancelled", "is-off", "dash-circle", false)
                        : new Status("over", "is-off", "check2-circle", false);
        };
    }
}
