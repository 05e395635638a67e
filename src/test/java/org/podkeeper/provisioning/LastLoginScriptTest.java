package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine's own record is read as, by the script that its guest agent runs. */
class LastLoginScriptTest {
    private static final String TABLE = "  sl  local_address rem_address   st\n";
    private static final String LISTENING = "   0: 00000000:0016 00000000:0000 0A 00000000\n";
    private static final String OPEN = "   1: 0A0B0C0D:0016 0A0B0C0E:D431 01 00000000\n";
    private static final String GOING_OUT = "   2: 0A0B0C0D:D431 0A0B0C0E:0016 01 00000000\n";

    @TempDir
    Path root;

    @BeforeEach
    void aMachineThatIsUpForAnHour() throws IOException {
        Files.createDirectories(root.resolve("proc/net"));
        Files.createDirectories(root.resolve("run"));
        Files.createDirectories(root.resolve("bin"));
        journal("exit 1");
        Files.writeString(root.resolve("proc/uptime"), "3600.42 7000.00\n");
        Files.writeString(root.resolve("proc/net/tcp"), TABLE + LISTENING + GOING_OUT);
    }

    @Test
    void seesWhoIsIn() throws Exception {
        Files.writeString(root.resolve("proc/net/tcp"), TABLE + LISTENING + OPEN);
        assertThat(age()).isZero();
    }

    @Test
    void doesNotKnowWithoutARecord() throws Exception {
        assertThat(age()).isNull();
    }

    @Test
    void readsWhatTheTinyGuestsServerSays() throws Exception {
        log("[23] Jan 01 00:00:00 Not backgrounding\n");
        assertThat(age()).as("nobody since the record begins").isEqualTo(Duration.ofHours(1));
        log("[41] %s Pubkey auth succeeded for 'root'\n[42] %s Child connection from 192.0.2.1\n"
                .formatted(ago(Duration.ofMinutes(20)), ago(Duration.ofMinutes(3))));
        assertThat(age()).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(21));
        log("[41] %s Pubkey auth succeeded for 'root'\n".formatted(ago(Duration.ofDays(200))));
        assertThat(age()).as("last year or this").isBetween(Duration.ofDays(199), Duration.ofDays(201));
    }

    @Test
    void readsTheJournal() throws Exception {
        long then = System.currentTimeMillis() / 1_000 - 7_200;
        journal("echo \"" + then + ".123456 node1 sshd-session[7]: Accepted publickey for ubuntu\"");
        assertThat(age()).isBetween(Duration.ofHours(2), Duration.ofHours(2).plusMinutes(1));
        // entries of the server, none of them a login
        journal("case \"$*\" in *Accepted*) exit 1 ;; *) echo \"" + then
                + ".5 node1 sshd[3]: Server listening\" ;; esac");
        assertThat(age()).isBetween(Duration.ofHours(2), Duration.ofHours(2).plusMinutes(1));
        journal("exit 0");
        assertThat(age()).as("a journal that the server does not write to").isNull();
    }

    private void journal(String script) throws IOException {
        Path journal = root.resolve("bin/journalctl");
        Files.writeString(journal, "#!/bin/sh\n" + script + "\n");
        assertThat(journal.toFile().setExecutable(true)).isTrue();
    }

    private void log(String lines) throws IOException {
        Files.writeString(root.resolve("run/ssh.log"), lines);
    }

    private static String ago(Duration age) {
        return DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ENGLISH)
                .format(ZonedDateTime.now(ZoneId.of("UTC")).minus(age));
    }

    private @Nullable Duration age() throws Exception {
        var builder = new ProcessBuilder("/bin/sh");
        builder.environment().put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("TZ", "UTC");
        Process sh = builder.redirectErrorStream(true).start();
        try (var input = sh.getOutputStream()) {
            input.write(("root='" + root + "'\n" + GuestScript.read("last-login.sh")).getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sh.waitFor()).as(said).isZero();
        return LastLogins.age(said);
    }
}
