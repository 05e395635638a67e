package org.podkeeper.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image as those who look after it see it.
 *
 * @param sourceUrl where the vendor keeps it, or null when it does not come from the network
 * @param checksumListUrl where the vendor publishes checksums, for people to look at, or null
 * @param checksum SHA-256 or SHA-512 in hex that the file must have, or null when nobody has said
 * @param version to be handed back with a change
 * @param configs names of the Configs that use it, any version
 */
public record ImageDetails(
        Image image,
        @Nullable String sourceUrl,
        @Nullable String checksumListUrl,
        @Nullable String checksum,
        long version,
        Fetch fetch,
        List<String> configs) {

    /**
     * The fetch that is under way, or what came of the last one.
     *
     * @param attempt counts fetches and their cancellations
     * @param totalBytes as the server says, or null
     * @param message what went wrong, in words, or null
     */
    public record Fetch(
            FetchState state,
            long attempt,
            long bytes,
            @Nullable Long totalBytes,
            @Nullable String message) {

        /** 0–100, or null when the size is unknown. */
        public @Nullable Integer percent() {
            return totalBytes == null || totalBytes <= 0 ? null : (int) Math.min(100, bytes * 100 / totalBytes);
        }
    }
}
