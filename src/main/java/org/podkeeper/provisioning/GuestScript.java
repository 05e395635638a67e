package org.podkeeper.provisioning;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Scripts that guest agents run inside machines, from {@code src/main/resources/guest}. */
final class GuestScript {
    private static final int LONGEST_COMPLAINT = 300;

    private GuestScript() {}

    static String read(String name) {
        try (InputStream script = GuestScript.class.getResourceAsStream("/guest/" + name)) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a script that failed said last, which is why. */
    static String lastLine(String output) {
        String last = output.strip().lines().reduce("nothing", (a, b) -> b);
        return last.substring(0, Math.min(last.length(), LONGEST_COMPLAINT));
    }
}
