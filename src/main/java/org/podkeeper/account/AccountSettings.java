package org.podkeeper.account;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of accounts.
 *
 * @param firstAdminPasswordFile where the first admin's generated password is written (mode 0600); without it the
 *     password is printed once to the log
 * @param demo whether to add fictional people, for trying out
 * @param signIn how often a sign-in may be tried
 */
@Validated
@ConfigurationProperties("podkeeper")
public record AccountSettings(
        @Nullable Path firstAdminPasswordFile,
        @DefaultValue("false") boolean demo,
        @Valid @DefaultValue SignIn signIn) {

    /**
     * @param attemptsPerAccount wrong passwords for one account within the window; the next one has to wait
     * @param attemptsPerAddress wrong passwords from one network address (IPv6: from one /64) within the window
     * @param window how long a wrong password counts
     */
    public record SignIn(
            @Positive @DefaultValue("10") int attemptsPerAccount,
            @Positive @DefaultValue("30") int attemptsPerAddress,
            @DefaultValue("15m") Duration window) {}
}
