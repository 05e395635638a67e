package org.podkeeper.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token that opens the REST API for its owner, as its owner sees it later: never the token itself.
 *
 * @param expires null when it is good until it is revoked
 * @param lastUsed null when it was never used; at most a minute behind
 */
public record PersonalToken(
        UUID id,
        String name,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant lastUsed,
        boolean expired) {}
