package org.podkeeper.inventory;

/**
 * A host that had left the pool by itself is in it again; published in that transaction.
 *
 * @param why a sentence for people
 */
public record HostReturned(KvmHost host, String why) {}
