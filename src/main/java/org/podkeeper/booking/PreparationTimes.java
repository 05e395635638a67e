package org.podkeeper.booking;

import java.time.Duration;
import java.util.Optional;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;

/** How long it takes to get a pod ready, told to the desk by whoever does the work. */
public interface PreparationTimes {
    /** The time in which nine of ten preparations were done lately, or empty where there is no history. */
    Optional<Duration> usually(PodId pod, ConfigId config);
}
