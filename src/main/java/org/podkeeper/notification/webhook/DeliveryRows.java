package org.podkeeper.notification.webhook;

import static org.podkeeper.notification.webhook.WebhookRows.utc;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.notification.webhook.WebhookDelivery.Try;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of what programs are told. Each statement is a transaction of its own where the caller has none. */
@Repository
class DeliveryRows {
    private static final int SHOWN = 100;

    private final JdbcClient jdbc;

    DeliveryRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param attempts the how manieth try this is, from 1 */
    record Claimed(UUID id, UUID webhook, String payload, int attempts) {}

    void add(UUID webhook, WebhookEvent event, String payload, Instant now) {
        jdbc.sql("""
                        insert into webhook_delivery (id, webhook_id, event, payload, at, state, due_at)
                        values (:id, :webhook, :event, :payload, :now, 'QUEUED', :now)
                        """)
                .param("id", UUID.randomUUID())
                .param("webhook", webhook)
                .param("event", event.name())
                .param("payload", payload)
                .param("now", utc(now))
                .update();
    }

    /** What waits longest and is not being delivered, of a webhook that is on and to which nothing else is being delivered. */
    Optional<Claimed> claim(Instant now, Instant until) {
        return jdbc.sql("""
                        update webhook_delivery set claimed_until = :until, attempts = attempts + 1
                        where id = (
                            select d.id from webhook_delivery d join webhook w on w.id = d.webhook_id
                            where d.state = 'QUEUED' and d.due_at <= :now and w.disabled_at is null
                                and (d.claimed_until is null or d.claimed_until <= :now)
                                and not exists (
                                    select from webhook_delivery other
                                    where other.webhook_id = d.webhook_id and other.state = 'QUEUED' and other.claimed_until > :now)
                            order by d.due_at, d.position limit 1 for update of d skip locked)
                        returning id, webhook_id, payload, attempts
                        """)
                .param("now", utc(now))
                .param("until", utc(until))
                .query((row, n) -> new Claimed(
                        row.getObject("id", UUID.class),
                        row.getObject("webhook_id", UUID.class),
                        row.getString("payload"),
                        row.getInt("attempts")))
                .optional();
    }

    void note(Claimed claimed, Try tried) {
        jdbc.sql("""
                        insert into webhook_attempt (delivery_id, number, at, status, millis, said)
                        select id, :number, :at, :status, :millis, :said from webhook_delivery where id = :delivery
                        on conflict do nothing
                        """)
                .param("delivery", claimed.id())
                .param("number", claimed.attempts())
                .param("at", utc(tried.at()))
                .param("status", tried.status())
                .param("millis", tried.millis())
                .param("said", tried.said())
                .update();
    }

    /** @param due when it is tried next, or null when it is given up or delivered */
    void after(Claimed claimed, WebhookDelivery.State state, @Nullable Instant due, Instant now) {
        jdbc.sql("""
                        update webhook_delivery
                        set state = :state, due_at = coalesce(:due, due_at), claimed_until = null,
                            finished_at = case when :state = 'QUEUED' then null else :now::timestamptz end
                        where id = :id and state = 'QUEUED'
                        """)
                .param("state", state.name())
                .param("due", due == null ? null : utc(due), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("now", utc(now))
                .param("id", claimed.id())
                .update();
    }

    void giveUpAll(UUID webhook, Instant now) {
        jdbc.sql("""
                        update webhook_delivery set state = 'GIVEN_UP', finished_at = :now, claimed_until = null
                        where webhook_id = :webhook and state = 'QUEUED'
                        """).param("webhook", webhook).param("now", utc(now)).update();
    }

    boolean again(UUID webhook, UUID delivery, Instant now) {
        return jdbc.sql("""
                        update webhook_delivery set state = 'QUEUED', due_at = :now, finished_at = null
                        where id = :delivery and webhook_id = :webhook and state <> 'QUEUED'
                        """)
                        .param("delivery", delivery)
                        .param("webhook", webhook)
                        .param("now", utc(now))
                        .update()
                > 0;
    }

    void removeFinishedBefore(Instant time) {
        jdbc.sql("delete from webhook_delivery where state <> 'QUEUED' and finished_at < :time")
                .param("time", utc(time))
                .update();
    }

    List<WebhookDelivery> of(UUID webhook) {
        return jdbc.sql("""
                        select * from webhook_delivery where webhook_id = :webhook order by position desc limit :shown
                        """)
                .param("webhook", webhook)
                .param("shown", SHOWN)
                .query((row, n) -> new WebhookDelivery(
                        row.getObject("id", UUID.class),
                        WebhookEvent.valueOf(row.getString("event")),
                        row.getString("payload"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        WebhookDelivery.State.valueOf(row.getString("state")),
                        row.getObject("due_at", OffsetDateTime.class).toInstant(),
                        tries(row.getObject("id", UUID.class))))
                .list();
    }

    private List<Try> tries(UUID delivery) {
        return jdbc.sql("select * from webhook_attempt where delivery_id = :delivery order by number")
                .param("delivery", delivery)
                .query((row, n) -> new Try(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getObject("status", Integer.class),
                        row.getInt("millis"),
                        row.getString("said")))
                .list();
    }
}
