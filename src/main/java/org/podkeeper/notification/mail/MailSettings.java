package org.podkeeper.notification.mail;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of mail. Whether any is sent is said by {@code spring.mail.host}.
 *
 * @param from whose mail it is: an address, or a name and an address in angle brackets
 * @param every pause between two looks for reminders to tell and mails to send
 * @param firstRetry pause after the first try that failed for a reason that may pass; it doubles with each
 * @param longestRetry longest such pause
 * @param giveUpAfter how long a mail is tried
 * @param keep how long finished mails stay in the list that admins see
 */
@Validated
@ConfigurationProperties("podkeeper.mail")
public record MailSettings(
        @DefaultValue("Podkeeper <podkeeper@localhost>") @NotBlank
        String from,

        @DefaultValue("5s") @NotNull Duration every,
        @DefaultValue("1m") @NotNull Duration firstRetry,
        @DefaultValue("1h") @NotNull Duration longestRetry,
        @DefaultValue("3d") @NotNull Duration giveUpAfter,
        @DefaultValue("30d") @NotNull Duration keep) {

    /** @param attempts how often it was tried, from 1 */
    Duration pauseAfter(int attempts) {
        Duration pause = firstRetry.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), 20));
        return pause.compareTo(longestRetry) > 0 ? longestRetry : pause;
    }
}
