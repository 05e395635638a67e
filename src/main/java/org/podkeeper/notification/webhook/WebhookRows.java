package org.podkeeper.notification.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of webhooks. */
@Repository
class WebhookRows {
    private final JdbcClient jdbc;

    WebhookRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Webhook webhook, byte[] secret) {
        jdbc.sql("""
                        insert into webhook (id, owner_id, everything, url, events, secret, made_at)
                        values (:id, :owner, :everything, :url, :events, :secret, :made)
                        """)
                .param("id", webhook.id())
                .param("owner", webhook.owner().value())
                .param("everything", webhook.everything())
                .param("url", webhook.url())
                .param("events", webhook.events().stream().map(Enum::name).toArray(String[]::new))
                .param("secret", secret)
                .param("made", utc(webhook.made()))
                .update();
    }

    List<Webhook> of(PersonId owner) {
        return jdbc.sql("select * from webhook where owner_id = :owner order by made_at desc, id")
                .param("owner", owner.value())
                .query(WebhookRows::view)
                .list();
    }

    Optional<Webhook> find(UUID id) {
        return jdbc.sql("select * from webhook where id = :id")
                .param("id", id)
                .query(WebhookRows::view)
                .optional();
    }

    /** Those that are on and want the event: the booking owner's, and everybody's that want all bookings. */
    List<Webhook> wanting(WebhookEvent event, PersonId owner) {
        return jdbc.sql("""
                        select * from webhook
                        where disabled_at is null and :event = any (events) and (everything or owner_id = :owner)
                        """)
                .param("event", event.name())
                .param("owner", owner.value())
                .query(WebhookRows::view)
                .list();
    }

    byte[] secret(UUID id) {
        return jdbc.sql("select secret from webhook where id = :id")
                .param("id", id)
                .query(byte[].class)
                .single();
    }

    void remove(UUID id) {
        jdbc.sql("delete from webhook where id = :id").param("id", id).update();
    }

    void turnOn(UUID id) {
        jdbc.sql("update webhook set disabled_at = null, disabled_why = null, failing_since = null where id = :id")
                .param("id", id)
                .update();
    }

    void succeeded(UUID id) {
        jdbc.sql("update webhook set failing_since = null where id = :id and failing_since is not null")
                .param("id", id)
                .update();
    }

    /** Since when nothing but failures came back. */
    Instant failed(UUID id, Instant now) {
        return jdbc.sql("""
                        update webhook set failing_since = coalesce(failing_since, :now) where id = :id
                        returning failing_since
                        """)
                .param("id", id)
                .param("now", utc(now))
                .query((row, n) ->
                        row.getObject("failing_since", OffsetDateTime.class).toInstant())
                .optional()
                .orElse(now);
    }

    /** Whether it was on. */
    boolean turnOff(UUID id, String why, Instant now) {
        return jdbc.sql("""
                        update webhook set disabled_at = :now, disabled_why = :why where id = :id and disabled_at is null
                        """)
                        .param("id", id)
                        .param("why", why)
                        .param("now", utc(now))
                        .update()
                > 0;
    }

    private static Webhook view(ResultSet row, int number) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                new PersonId(row.getObject("owner_id", UUID.class)),
                row.getBoolean("everything"),
                row.getString("url"),
                Arrays.stream((String[]) row.getArray("events").getArray())
                        .map(WebhookEvent::valueOf)
                        .toList(),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("failing_since", OffsetDateTime.class)),
                instant(row.getObject("disabled_at", OffsetDateTime.class)),
                row.getString("disabled_why"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
