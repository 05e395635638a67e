package org.podkeeper.notification.mail;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.notification.Topic;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of those who look after mail: what waits, what was refused and why. */
@Service
@Transactional
public class OutboxDesk {
    private static final int MOST = 200;

    private final JdbcClient jdbc;
    private final Clock clock;

    OutboxDesk(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** How far a mail is. */
    public enum State {
        QUEUED,
        SENT,
        GIVEN_UP
    }

    /**
     * A mail without what it says, which is between its reader and the portal.
     *
     * @param to full name
     * @param address where it went last, or will go
     * @param topic null for a digest
     * @param due when it is tried next
     * @param error what the mail server said last, or null
     */
    public record Row(
            UUID id,
            String to,
            String address,
            @Nullable Topic topic,
            State state,
            Instant at,
            Instant due,
            int attempts,
            @Nullable String error) {}

    /**
     * @param queued mails that wait
     * @param sent mails that were sent within a day
     * @param trouble mails that were refused, for now or for good: what waits first, then the newest
     */
    public record Overview(long queued, long sent, List<Row> trouble) {
        public boolean isFine() {
            return trouble.isEmpty();
        }
    }

    @Transactional(readOnly = true)
    public Overview overview() {
        Instant yesterday = clock.instant().minus(Duration.ofDays(1));
        List<Row> trouble =
                jdbc.sql("""
                        select m.*, p.full_name, coalesce(m.sent_to, p.email) as address
                        from mail m join person p on p.id = m.person_id
                        where m.last_error is not null and m.state <> 'SENT'
                        order by m.state = 'GIVEN_UP', m.at desc limit :most
                        """).param("most", MOST).query(OutboxDesk::row).list();
        return jdbc.sql("""
                        select count(*) filter (where state = 'QUEUED') as queued,
                            count(*) filter (where state = 'SENT' and finished_at > :yesterday) as sent
                        from mail
                        """)
                .param("yesterday", MailRows.utc(yesterday))
                .query((row, n) -> new Overview(row.getLong("queued"), row.getLong("sent"), trouble))
                .single();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        String topic = row.getString("topic");
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("full_name"),
                row.getString("address"),
                topic == null ? null : Topic.valueOf(topic),
                State.valueOf(row.getString("state")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getInt("attempts"),
                row.getString("last_error"));
    }

    /** Tries a mail that was refused again, now, and for as long as a new one; false when there is none such. */
    public boolean again(UUID mail) {
        return jdbc.sql("""
                        update mail set state = 'QUEUED', at = :now, due_at = :now, attempts = 0, finished_at = null
                        where id = :mail and last_error is not null and state <> 'SENT' and claimed_until is null
                        """)
                        .param("now", MailRows.utc(clock.instant()))
                        .param("mail", mail)
                        .update()
                > 0;
    }
}
