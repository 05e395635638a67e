package org.podkeeper.notification.webhook;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.podkeeper.notification.webhook.WebhookDelivery.Try;
import org.springframework.stereotype.Component;

/**
 * Posts one signed message to a program, in one try: no redirects, no cookies, no private addresses, and never longer
 * than the timeout, whatever the other side does.
 */
@Component
class Courier {
    private static final int EXCERPT = 500;
    private static final int MANY = 32;

    private final WebhookSettings settings;
    private final Clock clock;
    private final CloseableHttpClient client;

    Courier(WebhookSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        Timeout timeout = Timeout.of(settings.timeout());
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new PublicAddresses(settings.allowPrivate()))
                .setMaxConnTotal(MANY)
                .setMaxConnPerRoute(MANY)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .build())
                .build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout)
                        .setConnectionRequestTimeout(timeout)
                        .build())
                // each delivery looks at the address anew
                .setConnectionReuseStrategy((request, response, context) -> false)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Podkeeper")
                .build();
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
    }

    Try bring(String id, String url, String payload, byte[] secret) {
        Instant at = clock.instant();
        long begun = System.nanoTime();
        var late = new AtomicBoolean();
        try {
            HttpPost post = post(id, url, payload, at, secret);
            CompletableFuture<Void> limit = CompletableFuture.runAsync(
                    () -> {
                        late.set(true);
                        post.cancel();
                    },
                    CompletableFuture.delayedExecutor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
            try {
                return client.execute(
                        post,
                        response -> new Try(at, response.getCode(), since(begun), beginning(response.getEntity())));
            } finally {
                limit.cancel(false);
            }
        } catch (IOException | RuntimeException e) {
            String why = late.get() ? "No answer within " + settings.timeout().toSeconds() + " s." : words(e);
            return new Try(at, null, since(begun), why);
        }
    }

    private static HttpPost post(String id, String url, String payload, Instant at, byte[] secret) {
        var post = new HttpPost(url);
        post.setEntity(new StringEntity(payload, ContentType.APPLICATION_JSON));
        post.setHeader("webhook-id", id);
        post.setHeader("webhook-timestamp", at.getEpochSecond());
        post.setHeader("webhook-signature", sign(id + "." + at.getEpochSecond() + "." + payload, secret));
        return post;
    }

    private static String beginning(@org.jspecify.annotations.Nullable HttpEntity answer) throws IOException {
        if (answer == null) {
            return "";
        }
        try (InputStream in = answer.getContent()) {
            String text = new String(in.readNBytes(EXCERPT), StandardCharsets.UTF_8);
            return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "").strip();
        }
    }

    /** As in the Standard Webhooks convention. */
    static String sign(String signed, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    private static int since(long begun) {
        return (int) Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }

    private static String words(Exception e) {
        String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        return message.length() <= EXCERPT ? message : message.substring(0, EXCERPT);
    }
}
