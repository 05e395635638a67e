package org.podkeeper.inventory;

/** A place with KVM hosts under one administration. */
public record Lab(LabId id, String name, String description) {}
