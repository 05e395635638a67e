package org.podkeeper;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * How the JVM of a portal is started: as on a server there is a jar and an AOT cache that fits it, with which a start costs
 * less than half; tests of accidents start dozens. Both are made for what is compiled now, by the JVM of tests that comes
 * first, and stay in {@code target} for the others.
 */
final class TrainedPortal {
    private static final Path ALL = Path.of("target", "trained-portal").toAbsolutePath();
    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
    /** A portal lives for seconds here: what pays off later only costs. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static @Nullable List<String> command;

    private TrainedPortal() {}

    /** What comes before the portal's own arguments. */
    static synchronized List<String> command() throws IOException, InterruptedException {
        if (command == null) {
            command = trained();
        }
        return command;
    }

    private static List<String> trained() throws IOException, InterruptedException {
        Files.createDirectories(ALL);
        try (var channel = FileChannel.open(ALL.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            Path home = ALL.resolve(fingerprint());
            Path cache = home.resolve("portal.aot");
            if (!Files.exists(cache)) {
                forgetAll();
                Files.createDirectories(home);
                pack(jar(home));
                train(home, cache);
            }
            return java(home, "-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
        }
    }

    private static void train(Path home, Path cache) throws IOException, InterruptedException {
        Path unfinished = home.resolve("unfinished.aot");
        List<String> java = java(home, "-XX:AOTCacheOutput=" + unfinished, "-Xlog:aot=error", "-Xlog:cds=error");
        var database = PostgresForTests.newDatabase("training");
        try (var portal = PortalProcess.launch(java, "training", database, home, Map.of())) {
            portal.ready().stop();
            Files.move(unfinished, cache);
        }
    }

    private static List<String> java(Path home, String... cache) {
        var words = new ArrayList<String>();
        words.add(ProcessHandle.current().info().command().orElseThrow());
        words.add("--enable-native-access=ALL-UNNAMED");
        words.addAll(SHORT_LIVED);
        words.addAll(List.of(cache));
        words.addAll(List.of("-cp", jar(home) + File.pathSeparator + libraries(), Podkeeper.class.getName()));
        return words;
    }

    private static Path jar(Path home) {
        return home.resolve("portal.jar");
    }

    private static void pack(Path jar) {
        int code = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--no-compress",
                        "--file",
                        jar.toString(),
                        "-C",
                        CLASSES.toString(),
                        ".");
        if (code != 0) {
            throw new IllegalStateException("No jar of the portal was made");
        }
    }

    /** What the application has on a server besides itself; the tests' own beans are not to be found by it. */
    private static String libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Caches of what was compiled before. */
    private static void forgetAll() throws IOException {
        try (Stream<Path> homes = Files.list(ALL)) {
            homes.filter(Files::isDirectory).forEach(home -> FileSystemUtils.deleteRecursively(home.toFile()));
        }
    }

    /** Another one for other classes, libraries or Java. */
    private static String fingerprint() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((Runtime.version() + libraries()).getBytes(StandardCharsets.UTF_8));
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
