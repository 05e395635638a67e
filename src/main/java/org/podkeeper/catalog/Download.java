package org.podkeeper.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gets a file over HTTP, going on where an earlier try stopped. */
@Component
class Download {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int CHUNK = 1 << 20;
    private static final long TELL_EVERY = TimeUnit.MILLISECONDS.toNanos(700);

    private final CatalogSettings settings;

    Download(CatalogSettings settings) {
        this.settings = settings;
    }

    /** Is told how far it is, and says whether the file is still wanted. */
    @FunctionalInterface
    interface Progress {
        boolean wanted(long bytes, @Nullable Long total);
    }

    /** Nobody wants the file any more. */
    static class Unwanted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @throws BadImage when the server says no, or the file is too large
     * @throws IOException when another try may help
     */
    void to(Path file, String url, Progress progress) throws IOException {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            try {
                get(client, file, url, progress);
            } finally {
                client.shutdownNow();
            }
        }
    }

    private void get(HttpClient client, Path file, String url, Progress progress) throws IOException {
        long here = Files.exists(file) ? Files.size(file) : 0;
        HttpResponse<InputStream> response = ask(client, url, here);
        switch (response.statusCode()) {
            case 200 -> here = 0;
            case 206 -> {
                if (!startsAt(response, here)) {
                    throw new BadImage("The server sent another part of the file than the one asked for.");
                }
            }
            case 416 -> {
                // whole already, or another file by now: the checksum tells
                return;
            }
            case 408, 425, 429, 500, 502, 503, 504 ->
                throw new IOException("the server answered " + response.statusCode());
            default -> throw new BadImage("The server answered " + response.statusCode() + " for " + url + ".");
        }
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        @Nullable Long total = length.isPresent() ? (Long) (here + length.getAsLong()) : null;
        checkRoom(file, here, total);
        try (InputStream body = response.body();
                FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.truncate(here).position(here);
            copy(body, out, here, total, progress);
        }
    }

    private static HttpResponse<InputStream> ask(HttpClient client, String url, long here) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).timeout(SILENCE).header("Accept-Encoding", "identity");
        if (here > 0) {
            request.header("Range", "bytes=" + here + "-");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the portal is stopping", e);
        }
    }

    private void copy(InputStream body, FileChannel out, long here, @Nullable Long total, Progress progress)
            throws IOException {
        byte[] chunk = new byte[CHUNK];
        long bytes = here;
        long told = System.nanoTime() - TELL_EVERY;
        while (true) {
            int read = readOrGiveUp(body, chunk);
            if (read < 0) {
                break;
            }
            ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, read);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            bytes += read;
            checkSize(bytes);
            if (System.nanoTime() - told >= TELL_EVERY) {
                told = System.nanoTime();
                if (!progress.wanted(bytes, total)) {
                    throw new Unwanted();
                }
            }
        }
        if (total != null && bytes < total) {
            throw new IOException("the connection ended early");
        }
    }

    /** A server that falls silent must not hold a worker for ever. */
    private static int readOrGiveUp(InputStream body, byte[] chunk) throws IOException {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                read.complete(body.read(chunk));
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
        });
        try {
            return read.get(SILENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            reader.interrupt();
            throw new IOException("the server fell silent", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() instanceof IOException ? "the connection broke" : "reading failed", e.getCause());
        } catch (InterruptedException e) {
            reader.interrupt();
            Thread.currentThread().interrupt();
            throw new IOException("the portal is stopping", e);
        }
    }

    private void checkRoom(Path file, long here, @Nullable Long total) throws IOException {
        if (total == null) {
            return;
        }
        checkSize(total);
        Path folder = file.toAbsolutePath().getParent();
        long free = folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
        if (total - here > free) {
            throw new BadImage("The portal's disk has " + (free >> 20) + " MiB free; the file needs "
                    + ((total - here) >> 20) + " MiB more.");
        }
    }

    private void checkSize(long bytes) {
        if (bytes > settings.largestImage().toBytes()) {
            throw new BadImage("The file is larger than "
                    + settings.largestImage().toGigabytes() + " GiB, the most that this portal fetches.");
        }
    }

    private static boolean startsAt(HttpResponse<?> response, long here) {
        return response.headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + here + "-"))
                .isPresent();
    }
}
