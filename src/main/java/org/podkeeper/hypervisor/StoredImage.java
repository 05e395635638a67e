package org.podkeeper.hypervisor;

/**
 * A golden image that is on a host.
 *
 * @param name file name in the image directory
 * @param bytes what it takes there
 * @param whole false for the rest of an upload that was cut off, and for one that is under way
 * @param used whether a disk on the host is an overlay on it
 */
public record StoredImage(String name, long bytes, boolean whole, boolean used) {}
