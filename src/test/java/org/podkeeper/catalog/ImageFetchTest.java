package org.podkeeper.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.PostgresForTests;
import org.podkeeper.kernel.PodkeeperSettings;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Fetching from a real HTTP server on this machine, one that can also misbehave. */
@DataJpaTest(properties = {"spring.test.database.replace=none", "podkeeper.largest-image=3MB"})
@Import({
    PostgresForTests.class,
    Images.class,
    ImageStore.class,
    ImageFetch.class,
    Download.class,
    ImageFetchTest.Time.class
})
@EnableConfigurationProperties({CatalogSettings.class, PodkeeperSettings.class})
@Transactional(propagation = Propagation.NOT_SUPPORTED)
class ImageFetchTest {
    private static final byte[] IMAGE = QcowFiles.good(2_500_000);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path data;

    private final Images images;
    private final ImageStore store;
    private final ImageFetch fetch;
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private byte[] content = IMAGE;
    private int stopAfter = Integer.MAX_VALUE;
    private Runnable halfway = () -> {};

    ImageFetchTest(@Autowired Images images, @Autowired ImageStore store, @Autowired ImageFetch fetch)
            throws IOException {
        this.images = images;
        this.store = store;
        this.fetch = fetch;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry properties) {
        properties.add("podkeeper.data-directory", () -> data.toString());
    }

    @BeforeEach
    void serve() {
        server.createContext("/image.qcow2", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void bringsTheFileUnderTheNameOfItsContent() throws Exception {
        ImageId id = asked(sha("SHA-512", IMAGE));
        fetch.run(id, 1, false);
        Image image = images.find(id).orElseThrow();
        assertThat(image.available()).isTrue();
        assertThat(image.sha256()).isEqualTo(sha("SHA-256", IMAGE));
        assertThat(image.file()).hasBinaryContent(IMAGE).hasFileName(image.sha256() + ".qcow2");
        assertThat(image.minimumDiskGib()).as("at least the disk of the image").isEqualTo(3);
        assertThat(state(id)).isEqualTo(FetchState.IDLE);
        assertThat(parts(id)).isEmpty();
    }

    @Test
    void refusesAnotherChecksumAndKeepsNothing() throws Exception {
        ImageId id = asked("0".repeat(64));
        fetch.run(id, 1, false);
        assertThat(images.find(id).orElseThrow().available()).isFalse();
        assertThat(state(id)).isEqualTo(FetchState.FAILED);
        assertThat(message(id)).contains("not the expected");
        assertThat(parts(id)).isEmpty();
    }

    @Test
    void refusesAnImageWithABackingFileHoweverGoodItsChecksum() throws Exception {
        content = QcowFiles.with(8, 500);
        ImageId id = asked(sha("SHA-256", content));
        fetch.run(id, 1, false);
        assertThat(state(id)).isEqualTo(FetchState.FAILED);
        assertThat(message(id)).contains("backing file");
    }

    @Test
    void goesOnWhereABrokenConnectionStopped() throws Exception {
        stopAfter = 1_000_000;
        ImageId id = asked(sha("SHA-256", IMAGE));
        assertThatThrownBy(() -> fetch.run(id, 1, false)).isInstanceOf(IOException.class);
        assertThat(state(id)).isEqualTo(FetchState.FETCHING);
        assertThat(message(id)).contains("tries again by itself");
        stopAfter = Integer.MAX_VALUE;
        fetch.run(id, 1, false);
        assertThat(ranges).hasSize(2).last().asString().matches("bytes=[1-9][0-9]*-");
        assertThat(images.find(id).orElseThrow().file()).hasBinaryContent(IMAGE);
    }

    @Test
    void saysSoWhenTheLastTryFails() throws Exception {
        stopAfter = 1_000;
        ImageId id = asked(sha("SHA-256", IMAGE));
        fetch.run(id, 1, true);
        assertThat(state(id)).isEqualTo(FetchState.FAILED);
        assertThat(message(id)).startsWith("It could not be fetched");
    }

    @Test
    void refusesAFileThatIsTooLarge() throws Exception {
        content = QcowFiles.good(3_500_000);
        ImageId id = asked(sha("SHA-256", content));
        fetch.run(id, 1, false);
        assertThat(state(id)).isEqualTo(FetchState.FAILED);
        assertThat(message(id)).contains("larger than");
    }

    @Test
    void saysWhatTheServerAnswered() throws Exception {
        ImageId id = add("http://127.0.0.1:" + server.getAddress().getPort() + "/missing", sha("SHA-256", IMAGE));
        images.ask(id);
        fetch.run(id, 1, false);
        assertThat(state(id)).isEqualTo(FetchState.FAILED);
        assertThat(message(id)).contains("The server answered 404");
    }

    @Test
    void stopsWhenItIsCancelledAndKeepsNothing() throws Exception {
        ImageId id = asked(sha("SHA-256", IMAGE));
        halfway = () -> images.cancel(id);
        fetch.run(id, 1, false);
        assertThat(images.find(id).orElseThrow().available()).isFalse();
        assertThat(state(id)).isEqualTo(FetchState.IDLE);
        assertThat(parts(id)).isEmpty();
    }

    @Test
    void anOldAttemptDoesNothing() throws Exception {
        ImageId id = asked(sha("SHA-256", IMAGE));
        images.ask(id);
        fetch.run(id, 1, false);
        assertThat(ranges).isEmpty();
        assertThat(state(id)).isEqualTo(FetchState.WAITING);
    }

    @Test
    void theTinyGuestIsTakenOverAgainWhenItWasBuiltAnew() throws Exception {
        Path built = data.resolve("tiny.qcow2");
        TinyImage tiny = new TinyImage(
                new CatalogSettings(built, org.springframework.util.unit.DataSize.ofMegabytes(1), 10),
                images,
                store,
                java.time.Clock.systemUTC());
        for (int length : new int[] {5_000, 6_000}) {
            Files.write(built, QcowFiles.good(length));
            tiny.run(new org.springframework.boot.DefaultApplicationArguments());
            assertThat(images.findByKey("tiny").orElseThrow().file()).hasBinaryContent(QcowFiles.good(length));
        }
        assertThat(built).exists();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(String.valueOf(range));
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        byte[] rest = Arrays.copyOfRange(content, from, content.length);
        if (range != null) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
        int most = Math.min(rest.length, stopAfter);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(rest, 0, most / 2);
            out.flush();
            halfway.run();
            out.write(rest, most / 2, most - most / 2);
        }
    }

    private ImageId asked(String checksum) {
        ImageId id = add("http://127.0.0.1:" + server.getAddress().getPort() + "/image.qcow2", checksum);
        images.ask(id);
        return id;
    }

    private ImageId add(String url, String checksum) {
        ImageId id = new ImageId(UUID.randomUUID());
        images.add(id, "test-" + id, new ImageDraft("Test", "pod", 1, 128, url, checksum));
        return id;
    }

    private FetchState state(ImageId id) {
        return images.details(id).orElseThrow().fetch().state();
    }

    private String message(ImageId id) {
        return String.valueOf(images.details(id).orElseThrow().fetch().message());
    }

    private static List<Path> parts(ImageId id) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("images"))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(id + "-"))
                    .toList();
        }
    }

    private static String sha(String algorithm, byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Time {
        @Bean
        java.time.Clock clock() {
            return java.time.Clock.systemUTC();
        }
    }
}
