package org.podkeeper.provisioning;

import org.jspecify.annotations.Nullable;
import org.podkeeper.web.IncidentNumber;

/**
 * Why a pod could not be made.
 *
 * @param cause a sentence for people
 * @param incident under which the portal's log has the rest
 */
public record Failure(Kind kind, String cause, String incident) {
    /** What kind of failure; it decides whether another host could do better. */
    public enum Kind {
        /** The host said no: no space, QEMU that does not start, no permission. */
        REFUSED,
        /** A machine did not answer in time, or stopped. The host may be to blame, or what the machine was told to do. */
        SILENT,
        /** The host did not answer, however often it was asked. */
        UNREACHABLE,
        /** Nothing that a host could change. */
        NOT_THE_HOST,
        /** The portal's own fault. */
        PORTAL
    }

    static Failure of(Kind kind, @Nullable String cause) {
        return new Failure(kind, cause == null ? "It was not said why." : cause, IncidentNumber.next());
    }

    /** Whether it may go better elsewhere. */
    boolean mayBeTheHost() {
        return switch (kind) {
            case REFUSED, SILENT, UNREACHABLE -> true;
            case NOT_THE_HOST, PORTAL -> false;
        };
    }

    /** Whether a machine did the same on another host, which speaks for what the machine was told to do. */
    boolean isTheSameAs(Failure.@Nullable Kind earlierKind, @Nullable String earlierCause) {
        return kind == Kind.SILENT && earlierKind == Kind.SILENT && cause.equals(earlierCause);
    }
}
