package org.podkeeper.inventory;

import org.podkeeper.hypervisor.HostFacts;

/** What came of looking at a host. */
public sealed interface Finding {
    /** It answered. */
    record Answer(HostFacts facts) implements Finding {}

    /** It did not, or not as a host should.
     *
     * @param why a sentence for people
     */
    record Failure(String why) implements Finding {}
}
