package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.provisioning.DeploymentState;

/** The walk-through of the API, done as it is written: every block of commands of the document, by a shell. */
class WalkThroughTest extends OnRealHosts {
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void booksAPodWaitsForItAndGivesItBackWithCurl() throws Exception {
        lab.realHost(RealHosts.one(), lab.pod(SIX_TINY).resources());
        String document = Files.readString(Path.of("docs/api-walk-through.md"));
        String commands = BLOCK.matcher(document)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining())
                .replaceFirst("(?m)^PODKEEPER=.*$", "PODKEEPER=http://127.0.0.1:" + port)
                .replaceFirst("(?m)^TOKEN=.*$", "TOKEN=" + token);
        assertThat(commands).contains(":" + port, token);

        Process shell = new ProcessBuilder("bash", "-eu", "-o", "pipefail", "-c", commands)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor()).as(said).isZero();
        BookingView booking = desk.of(person.id()).getFirst();
        assertThat(booking.state()).isEqualTo(BookingState.ENDED);
        assertThat(deploymentOf(booking).state()).as(said).isEqualTo(DeploymentState.GONE);
        assertThat(deploymentOf(booking).readyAt()).as(said).isNotNull();
        assertThat(said).contains("\"machines\":\"READY\"", "ssh pod@192.168.150.", "ProxyJump");
        nothingIsLeftOn(RealHosts.one());
    }
}
