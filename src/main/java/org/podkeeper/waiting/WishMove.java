package org.podkeeper.waiting;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a wish's history.
 *
 * @param from null for the first one
 * @param who a user name, or {@code the list}
 */
public record WishMove(@Nullable WishState from, WishState to, Instant at, String who, String why) {}
