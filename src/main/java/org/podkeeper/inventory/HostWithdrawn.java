package org.podkeeper.inventory;

/**
 * A host left the pool by itself; published in the transaction in which it does.
 *
 * @param why a sentence for people
 */
public record HostWithdrawn(KvmHost host, String why) {}
