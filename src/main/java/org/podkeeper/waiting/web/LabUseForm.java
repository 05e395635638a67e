package org.podkeeper.waiting.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.podkeeper.waiting.LabUse;

/**
 * What a lab does about unused pods, as the browser sends it.
 *
 * @param version of what was changed
 * @param idleHours hours without a login after which is asked
 * @param returns whether bookings end by themselves then
 * @param answerHours after how many hours
 * @param note why
 */
record LabUseForm(
        @Nullable Long version,
        @Nullable String idleHours,
        @Nullable Boolean returns,
        @Nullable String answerHours,
        @Nullable String note) {
    private static final Duration USUAL_ANSWER = Duration.ofHours(24);

    static LabUseForm of(LabUse use) {
        Duration answer = use.rule().returnAfter();
        return new LabUseForm(
                use.version(),
                hours(use.rule().idleAfter()),
                answer != null,
                hours(answer == null ? USUAL_ANSWER : answer),
                "");
    }

    private static String hours(Duration length) {
        return String.valueOf(Math.max(1, length.toHours()));
    }

    long versionOrNone() {
        return version == null ? -1 : version;
    }

    boolean isReturning() {
        return Boolean.TRUE.equals(returns);
    }

    String noteText() {
        return note == null ? "" : note;
    }

    /** Null when it is no whole number. */
    static @Nullable Integer number(@Nullable String text) {
        try {
            return text == null ? null : Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
