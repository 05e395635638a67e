package org.podkeeper.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A killed test run must not leave a host behind. */
@Tag("vm")
class KvmHostForTestsTest {
    @Test
    void endsWithItsJvmHoweverThatEnds() throws Exception {
        String namespace = hostOfAJvmThatDies("");

        long start = System.nanoTime();
        while (exists(namespace)) {
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofSeconds(30).toNanos());
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void removesWhatAnEarlierRunLeftBehind() throws Exception {
        String namespace = hostOfAJvmThatDies("script too");
        assertThat(exists(namespace)).isTrue();

        try (KvmHostForTests host = KvmHostForTests.start("next")) {
            assertThat(exists(namespace)).isFalse();
            assertThat(exists(host.namespace())).isTrue();
        }
    }

    private static boolean exists(String namespace) {
        return Files.exists(Path.of("/run/netns", namespace));
    }

    private static String hostOfAJvmThatDies(String how) throws Exception {
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Dying.class.getName(),
                        how)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(jvm.waitFor()).isEqualTo(1);
        assertThat(output).startsWith("pk");
        return output;
    }

    /** A test run that is killed. */
    static final class Dying {
        private Dying() {}

        public static void main(String[] args) throws Exception {
            KvmHostForTests host = KvmHostForTests.start("dying");
            if (!args[0].isEmpty()) {
                String script =
                        Files.readString(host.directory().resolve("script.pid")).strip();
                new ProcessBuilder("kill", "-s", "KILL", script).start().waitFor();
            }
            System.out.println(host.namespace());
            Runtime.getRuntime().halt(1);
        }
    }
}
