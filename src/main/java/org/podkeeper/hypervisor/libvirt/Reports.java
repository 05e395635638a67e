package org.podkeeper.hypervisor.libvirt;

import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.GuestReport;

/**
 * Listens to a machine's report channel. What comes through it is written by whoever owns the machine: its size is
 * limited, and anything that is not a plain word is skipped.
 */
final class Reports {
    private static final int LONGEST = 4096;
    private static final int MOST_WORDS = 64;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final Pattern WORD = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]{0,63})=([\\x21-\\x7e]{0,1024})");
    private static final VirtFunctions LIBVIRT = VirtFunctions.LIBVIRT;

    private final Duration wait;

    Reports(Duration wait) {
        this.wait = wait;
    }

    /** @return empty also when the machine is absent, off, or has no such channel */
    Optional<GuestReport> of(HostConnection host, String machine) {
        Pointer domain = LIBVIRT.virDomainLookupByName(host.handle(), machine);
        if (domain == null) {
            return Optional.empty();
        }
        try {
            return listen(host, domain);
        } finally {
            LIBVIRT.virDomainFree(domain);
        }
    }

    private Optional<GuestReport> listen(HostConnection host, Pointer domain) {
        Pointer stream = LIBVIRT.virStreamNew(host.handle(), VirtFunctions.STREAM_NONBLOCK);
        if (stream == null) {
            return Optional.empty();
        }
        try {
            if (LIBVIRT.virDomainOpenChannel(domain, GuestReport.CHANNEL, stream, VirtFunctions.CHANNEL_FORCE) < 0) {
                return Optional.empty();
            }
            try {
                return read(stream);
            } finally {
                LIBVIRT.virStreamAbort(stream);
            }
        } finally {
            LIBVIRT.virStreamFree(stream);
        }
    }

    private Optional<GuestReport> read(Pointer stream) {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        long start = System.nanoTime();
        while (System.nanoTime() - start < wait.toNanos() && heard.size() < LONGEST) {
            int n = LIBVIRT.virStreamRecv(stream, buffer, buffer.length);
            if (n > 0) {
                heard.write(buffer, 0, n);
                continue;
            }
            if (n != VirtFunctions.WOULD_BLOCK) {
                break;
            }
            Optional<GuestReport> report = newest(heard.toString(StandardCharsets.ISO_8859_1));
            if (report.isPresent()) {
                return report;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return newest(heard.toString(StandardCharsets.ISO_8859_1));
    }

    /** The last line that is complete and has at least one word. */
    static Optional<GuestReport> newest(String heard) {
        int end = heard.lastIndexOf('\n');
        while (end >= 0) {
            int start = heard.lastIndexOf('\n', end - 1);
            Map<String, String> words = words(heard.substring(start + 1, end));
            if (!words.isEmpty()) {
                return Optional.of(new GuestReport(words));
            }
            end = start;
        }
        return Optional.empty();
    }

    private static Map<String, String> words(String line) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : line.strip().split("\\s+")) {
            Matcher matcher = WORD.matcher(word);
            if (matcher.matches() && words.size() < MOST_WORDS) {
                put(words, matcher.group(1), matcher.group(2));
            }
        }
        return words;
    }

    private static void put(Map<String, String> words, @Nullable String key, @Nullable String value) {
        if (key != null && value != null) {
            words.put(key, value);
        }
    }
}
