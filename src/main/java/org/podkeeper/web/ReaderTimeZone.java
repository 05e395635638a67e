package org.podkeeper.web;

import java.time.ZoneId;
import java.util.Optional;

/** Knows in which time zone the reader of the current page wants to see times; whoever keeps accounts provides it. */
public interface ReaderTimeZone {
    /** The reader's zone, or empty for strangers. */
    Optional<ZoneId> current();
}
