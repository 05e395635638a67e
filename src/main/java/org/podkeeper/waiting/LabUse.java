package org.podkeeper.waiting;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.LabId;

/**
 * What counts in one lab for pods that nobody seems to use, and who said so when.
 *
 * @param own whether the lab says it; else the portal's settings do
 * @param version of what the lab says, for a change that must not undo another one unseen; 0 when it never said anything
 * @param changes the latest first
 */
public record LabUse(LabId lab, UseRule rule, boolean own, long version, List<Change> changes) {
    public LabUse {
        changes = List.copyOf(changes);
    }

    /**
     * That somebody said it.
     *
     * @param rule from then on, or null for the portal's settings
     * @param note why; may be empty
     */
    public record Change(
            long version, Instant at, String who, @Nullable UseRule rule, String note) {}
}
