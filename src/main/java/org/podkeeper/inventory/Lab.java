package org.podkeeper.inventory;

import java.time.ZoneId;

/**
 * A place with KVM hosts under one administration.
 *
 * @param zone what its clocks show; maintenance that comes again comes by it
 */
public record Lab(LabId id, String name, String description, ZoneId zone) {}
