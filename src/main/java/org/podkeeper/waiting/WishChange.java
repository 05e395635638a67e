package org.podkeeper.waiting;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What of a wish can be changed while it waits.
 *
 * @param earliest the first start that is wanted, or null for as soon as possible
 * @param latest the last start that is wanted
 */
public record WishChange(String purpose, @Nullable Instant earliest, Instant latest, WishMode mode) {}
