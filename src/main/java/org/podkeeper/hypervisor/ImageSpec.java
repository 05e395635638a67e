package org.podkeeper.hypervisor;

import java.nio.file.Path;

/**
 * A golden image that a host should have.
 *
 * @param name file name in the host's image directory; names its content (carries the digest), so it never changes
 * @param file the same image where the portal keeps it, qcow2
 */
public record ImageSpec(String name, Path file) {}
