package org.podkeeper.booking;

import java.util.List;
import java.util.Optional;
import org.podkeeper.account.PersonId;

/** What was kept of earlier bookings, told to the desk by whoever keeps it. */
public interface Keeping {
    Optional<KeptPod> find(KeptId id);

    /** A person's, the newest first. */
    List<KeptPod> of(PersonId owner);
}
