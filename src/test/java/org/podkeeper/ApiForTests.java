package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;

/** A portal's REST API as somebody's program uses it. */
record ApiForTests(int port, String token) {

    /** Books; it must be granted. @param start null for now */
    BookingId book(String pod, String config, @Nullable Instant start, Duration length)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = request("POST", "/api/v1/bookings", """
                {"pod": "%s", "config": "%s", "purpose": "the whole way", %s"length": "%s"}""".formatted(
                        pod, config, start == null ? "" : "\"start\": \"" + start + "\", ", length));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String location = answer.headers().firstValue("Location").orElseThrow();
        return new BookingId(UUID.fromString(location.substring(location.lastIndexOf('/') + 1)));
    }

    /** Books for an hour from now on; what is left at the end is kept. */
    BookingId bookAndKeep(String pod, int days) throws IOException, InterruptedException {
        HttpResponse<String> answer = request(
                "POST",
                "/api/v1/bookings",
                "{\"pod\": \"%s\", \"config\": \"%s-guest\", \"purpose\": \"to keep\", \"length\": \"PT1H\", \"keepDays\": %d}"
                        .formatted(pod, pod, days));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String location = answer.headers().firstValue("Location").orElseThrow();
        return new BookingId(UUID.fromString(location.substring(location.lastIndexOf('/') + 1)));
    }

    void end(BookingId booking) throws IOException, InterruptedException {
        assertThat(request("DELETE", "/api/v1/bookings/" + booking, "").statusCode())
                .isEqualTo(202);
    }

    String read(BookingId booking) throws IOException, InterruptedException {
        HttpResponse<String> answer = request("GET", "/api/v1/bookings/" + booking, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    HttpResponse<String> request(String method, String path, String body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
