package org.podkeeper.catalog;

import java.time.Instant;

/** One version in the history of a Pod or Config. */
public record DesignVersion(int version, String name, Instant created) {}
