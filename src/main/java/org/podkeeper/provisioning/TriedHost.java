package org.podkeeper.provisioning;

import org.jspecify.annotations.Nullable;

/**
 * A host on which a pod could not be made, before it was tried on the next one.
 *
 * @param host the host's name
 * @param cause why not, in words
 * @param removed whether it is verified that nothing of the pod is left there
 */
public record TriedHost(String host, @Nullable String cause, boolean removed) {}
