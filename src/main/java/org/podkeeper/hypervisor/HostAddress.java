package org.podkeeper.hypervisor;

/**
 * Where a KVM host is and where it keeps files.
 *
 * @param uri libvirt connection URI
 * @param imageDirectory absolute path on the host for golden images, read-only once written
 * @param diskDirectory absolute path on the host for the machines' own disks and seeds
 */
public record HostAddress(String uri, String imageDirectory, String diskDirectory) {}
