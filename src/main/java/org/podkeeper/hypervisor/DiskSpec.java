package org.podkeeper.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * A qcow2 disk of one machine.
 *
 * @param name file name in the host's disk directory
 * @param sizeGib size as the guest sees it
 * @param golden file name in the image directory that it is an overlay of, or null for an empty disk
 */
public record DiskSpec(String name, int sizeGib, @Nullable String golden) {}
