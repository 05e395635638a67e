package org.podkeeper.web;

import org.jspecify.annotations.Nullable;

/**
 * A sentence that stands on every page for a while.
 *
 * @param key by which a reader says that it need not be shown any more
 * @param warns whether it is more than news
 * @param link where more is said, or null
 */
public record Notice(
        String key, boolean warns, String text, @Nullable String link) {}
