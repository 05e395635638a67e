package org.podkeeper.provisioning;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingView;
import org.podkeeper.inventory.KvmHost;

/**
 * A set of standing pods with what there is of it.
 *
 * @param labName for people
 * @param name of its Pod and Config, for people
 */
public record StandingView(StandingSet set, String labName, String name, List<One> pods) {
    public StandingView {
        pods = List.copyOf(pods);
    }

    /**
     * One of them.
     *
     * @param host null before there is one with room
     * @param booking that has it, or had it last and is being cleared away; null for none
     */
    public record One(
            StandingPod it,
            StandingLook look,
            @Nullable KvmHost host,
            @Nullable BookingView booking) {}

    public long ready() {
        return count(StandingLook.READY);
    }

    public long inUse() {
        return count(StandingLook.IN_USE);
    }

    private long count(StandingLook look) {
        return pods.stream().filter(one -> one.look() == look).count();
    }

    /** Whether something will change by itself soon. */
    public boolean isMoving() {
        return pods.stream().anyMatch(one -> switch (one.look()) {
            case READY, NOT_OFFERED, IN_USE, WAITS -> false;
            case RE_INITIALISED, MADE, BROKEN, LEAVES -> true;
        });
    }
}
