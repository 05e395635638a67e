package org.podkeeper.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person as those see them who look after people.
 *
 * @param lastSignIn null when this person never signed in
 * @param disabledAt null when the account is in use
 * @param oneTimePassword whether the password was given by an admin and has not been replaced yet
 */
public record Member(
        Person person,
        Instant created,
        @Nullable Instant lastSignIn,
        @Nullable Instant disabledAt,
        boolean oneTimePassword) {
    public boolean disabled() {
        return disabledAt != null;
    }
}
