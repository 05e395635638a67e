package org.podkeeper.notification;

/** What a message is about; its word, icon and colour follow from that. */
public enum MessageKind {
    /** A pod could not be made. */
    DEPLOYMENT_FAILED(Look.BAD),
    /** A pod could not be made on one host and is tried on another. */
    TRIED_ELSEWHERE(Look.WARN),
    /** A booking that has not begun has another host, because its first one is being emptied. */
    MOVED(Look.INFO),
    /** Somebody else changed something about a booking. */
    CHANGED(Look.INFO),
    /** A pod is ready. */
    READY(Look.OK),
    /** Something that was asked for on a pod did not succeed. */
    OPERATION_FAILED(Look.BAD),
    /** A host left the pool by itself. */
    HOST_WITHDRAWN(Look.BAD),
    /** A host that left the pool is in it again. */
    HOST_RETURNED(Look.OK),
    /** Somebody asks for help. */
    HELP_ASKED(Look.WARN),
    /** A lab admin answered. */
    HELP_ANSWERED(Look.INFO);

    private enum Look {
        OK("is-ok", "check-circle-fill"),
        INFO("is-busy", "info-circle-fill"),
        WARN("is-warn", "exclamation-triangle-fill"),
        BAD("is-bad", "x-octagon-fill");

        private final String style;
        private final String icon;

        Look(String style, String icon) {
            this.style = style;
            this.icon = icon;
        }
    }

    private final Look look;

    MessageKind(Look look) {
        this.look = look;
    }

    /** CSS class of its badge. */
    public String style() {
        return look.style;
    }

    /** Name of its icon. */
    public String icon() {
        return look.icon;
    }
}
