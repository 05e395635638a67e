package org.podkeeper.notification;

/** What a message is about; its word, icon and colour follow from that. */
public enum MessageKind {
    /** A booking was made. */
    CONFIRMED(Look.OK, Topic.CONFIRMED),
    /** A booking ends soon. */
    ENDING(Look.WARN, Topic.ENDING),
    /** A booking is over. */
    ENDED(Look.INFO, Topic.ENDED),
    /** Somebody may do more or less with a booking that is another's. */
    ADDED(Look.INFO, Topic.ADDED),
    /** A webhook failed for so long that nothing is sent to it any more. */
    WEBHOOK_OFF(Look.WARN, Topic.FAILED),
    /** A pod could not be made. */
    DEPLOYMENT_FAILED(Look.BAD, Topic.FAILED),
    /** A pod could not be made on one host and is tried on another. */
    TRIED_ELSEWHERE(Look.WARN, Topic.CHANGED),
    /** A booking that has not begun has another host, because its first one is being emptied. */
    MOVED(Look.INFO, Topic.CHANGED),
    /** Somebody else changed something about a booking. */
    CHANGED(Look.INFO, Topic.CHANGED),
    /** A pod is ready. */
    READY(Look.OK, Topic.READY),
    /** What somebody waits for is held for them. */
    OFFERED(Look.OK, Topic.OFFERED),
    /** What somebody waited for was booked in their name. */
    BOOKED_FOR_YOU(Look.OK, Topic.OFFERED),
    /** An offer, or the waiting itself, is over, or something is in its way. */
    LAPSED(Look.WARN, Topic.OFFERED),
    /** Others wait for what somebody does not seem to use. */
    STILL_USING(Look.WARN, Topic.ENDING),
    /** Something that was asked for on a pod did not succeed. */
    OPERATION_FAILED(Look.BAD, Topic.FAILED),
    /** A host left the pool by itself. */
    HOST_WITHDRAWN(Look.BAD, Topic.HOSTS),
    /** A host that left the pool is in it again. */
    HOST_RETURNED(Look.OK, Topic.HOSTS),
    /** Somebody asks for help. */
    HELP_ASKED(Look.WARN, Topic.HELP),
    /** Somebody asks for more than their limits leave. */
    APPROVAL_ASKED(Look.WARN, Topic.HELP),
    /** A lab admin agreed to it. */
    APPROVED(Look.OK, Topic.HELP),
    /** It will not be: a lab admin did not agree, or nobody answered in time. */
    NOT_APPROVED(Look.BAD, Topic.HELP),
    /** A lab admin answered. */
    HELP_ANSWERED(Look.INFO, Topic.HELP),
    /** An outage takes the place of a booking. */
    OUTAGE_HIT(Look.WARN, Topic.OUTAGE),
    /** A booking that an outage hits has another place. */
    OUTAGE_MOVED(Look.INFO, Topic.OUTAGE),
    /** An outage does not touch a booking any more. */
    OUTAGE_SPARED(Look.OK, Topic.OUTAGE),
    /** An outage has ended a booking. */
    OUTAGE_ENDED(Look.BAD, Topic.OUTAGE),
    /** A booking that was to go on from disks begins without them. */
    OUTAGE_ANEW(Look.BAD, Topic.OUTAGE);

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
    private final Topic topic;

    MessageKind(Look look, Topic topic) {
        this.look = look;
        this.topic = topic;
    }

    /** What people choose by how they hear of it. */
    public Topic topic() {
        return topic;
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
