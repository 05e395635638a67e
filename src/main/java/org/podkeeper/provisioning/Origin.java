package org.podkeeper.provisioning;

import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.KeptId;

/**
 * What a pod goes on from instead of booting: a golden pod, or what was kept of an earlier booking of its owner.
 *
 * @param golden the golden pod, or null
 * @param kept what was kept, or null
 * @param accessMac hardware address that its jump host's card on the access network had
 */
record Origin(
        @Nullable GoldenPod golden,
        @Nullable KeptId kept,
        @Nullable String accessMac) {
    static Origin of(GoldenPod golden) {
        return new Origin(golden, null, golden.accessMac());
    }

    static Origin of(KeepBooks.Entry kept) {
        return new Origin(null, kept.id(), kept.accessMac());
    }

    /** The frozen machine's name. */
    String frozen(String node) {
        if (golden != null) {
            return golden.names().frozen(node);
        }
        if (kept != null) {
            return KeepBooks.names(kept).memory(node);
        }
        throw new IllegalStateException("Neither golden nor kept");
    }

    @Override
    public String toString() {
        return golden == null ? "kept " + kept : "golden pod " + golden.id();
    }
}
