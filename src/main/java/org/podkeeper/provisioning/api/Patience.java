package org.podkeeper.provisioning.api;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a client likes to wait for news: the preference {@code wait} of RFC 7240, section 4.3. */
final class Patience {
    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})", Pattern.CASE_INSENSITIVE);
    private static final long LONGEST_SECONDS = 60;

    private Patience() {}

    /** @return zero when nothing, or nothing that can be understood, is preferred: a preference is never an error */
    static Duration of(@Nullable String prefer) {
        Matcher matcher = WAIT.matcher(prefer == null ? "" : prefer);
        return matcher.find()
                ? Duration.ofSeconds(Math.min(LONGEST_SECONDS, Long.parseLong(matcher.group(1))))
                : Duration.ZERO;
    }
}
