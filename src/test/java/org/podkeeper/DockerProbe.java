package org.podkeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.testcontainers.utility.TestcontainersConfiguration;

/**
 * Whether a Docker engine answers and can give us an image, asked of its socket with short limits. Testcontainers' own
 * question waits for minutes where an engine runs but no registry can be reached.
 */
final class DockerProbe {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration PULL = Duration.ofSeconds(60);
    private static final String RYUK = "testcontainers/ryuk:0.14.0";

    private DockerProbe() {}

    /** {@code -Dpodkeeper.test.postgres=container|embedded} decides by hand. */
    static boolean canRun(String image) {
        return switch (System.getProperty("podkeeper.test.postgres", "auto")) {
            case "container" -> true;
            case "embedded" -> false;
            default ->
                engine() instanceof SocketAddress engine && has(engine, image) && (ryukIsOff() || has(engine, RYUK));
        };
    }

    private static boolean ryukIsOff() {
        return Boolean.parseBoolean(TestcontainersConfiguration.getInstance()
                .getEnvironment()
                .getOrDefault("TESTCONTAINERS_RYUK_DISABLED", "false"));
    }

    private static @Nullable SocketAddress engine() {
        String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        URI uri = URI.create(host);
        if ("unix".equals(uri.getScheme())) {
            return Files.exists(Path.of(uri.getPath())) ? UnixDomainSocketAddress.of(uri.getPath()) : null;
        }
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    private static boolean has(SocketAddress engine, String image) {
        if (call(engine, "GET", "/version", ANSWER).isEmpty()) {
            return false;
        }
        String inspect = "/images/" + image + "/json";
        if (call(engine, "GET", inspect, ANSWER).startsWith("HTTP/1.1 200")) {
            return true;
        }
        String[] parts = image.split(":");
        call(engine, "POST", "/images/create?fromImage=" + parts[0] + "&tag=" + parts[1], PULL);
        return call(engine, "GET", inspect, ANSWER).startsWith("HTTP/1.1 200");
    }

    /** The whole answer, or an empty one when there is none in time. */
    private static String call(SocketAddress engine, String method, String path, Duration limit) {
        try (SocketChannel channel = open(engine)) {
            var exchange = new FutureTask<>(() -> exchange(channel, engine, method, path));
            Thread.ofPlatform().daemon().start(exchange);
            return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static SocketChannel open(SocketAddress engine) throws IOException {
        return engine instanceof UnixDomainSocketAddress
                ? SocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private static String exchange(SocketChannel channel, SocketAddress engine, String method, String path)
            throws IOException {
        channel.connect(engine);
        String request =
                method + " " + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        var answer = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            answer.append(StandardCharsets.UTF_8.decode(buffer.flip()));
            buffer.clear();
        }
        return answer.toString();
    }
}
