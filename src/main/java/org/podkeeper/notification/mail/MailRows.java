package org.podkeeper.notification.mail;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.notification.MessageKind;
import org.podkeeper.notification.Topic;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of mails. Each statement is a transaction of its own where the caller has none. */
@Repository
class MailRows {
    private static final int LONGEST_ERROR = 500;

    private final JdbcClient jdbc;

    MailRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A mail that this portal, and no other, tries to send now.
     *
     * @param topic null for a digest
     * @param attempts the how manieth try this is, from 1
     */
    record Claimed(UUID id, PersonId person, @Nullable Topic topic, Instant at, int attempts) {}

    /** One message in a mail. */
    record Line(
            MessageKind kind,
            String title,
            String body,
            @Nullable String link,
            Instant at) {}

    /** Takes the mail that waits longest, unless another portal has it; gets it back when that portal does not finish it by then. */
    Optional<Claimed> claim(Instant now, Instant until) {
        return jdbc.sql("""
                        update mail set claimed_until = :until, attempts = attempts + 1
                        where id = (
                            select id from mail
                            where state = 'QUEUED' and due_at <= :now and (claimed_until is null or claimed_until <= :now)
                            order by due_at, id limit 1 for update skip locked)
                        returning id, person_id, topic, at, attempts
                        """)
                .param("now", utc(now))
                .param("until", utc(until))
                .query((row, n) -> {
                    String topic = row.getString("topic");
                    return new Claimed(
                            row.getObject("id", UUID.class),
                            new PersonId(row.getObject("person_id", UUID.class)),
                            topic == null ? null : Topic.valueOf(topic),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getInt("attempts"));
                })
                .optional();
    }

    /** What the mail tells, the oldest first. */
    List<Line> lines(UUID mail) {
        return jdbc.sql("""
                        select m.* from inbox_message m
                        where m.id = (select message_id from mail where id = :mail)
                           or m.id in (select message_id from mail_digest_item where mail_id = :mail)
                        order by m.at, m.id
                        """).param("mail", mail).query(MailRows::line).list();
    }

    private static Line line(ResultSet row, int number) throws SQLException {
        return new Line(
                MessageKind.valueOf(row.getString("kind")),
                row.getString("title"),
                row.getString("body"),
                row.getString("link"),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }

    void sent(UUID mail, String to, Instant now) {
        finish("SENT", mail, to, null, now);
    }

    void giveUp(UUID mail, @Nullable String to, String error, Instant now) {
        finish("GIVEN_UP", mail, to, error, now);
    }

    private void finish(String state, UUID mail, @Nullable String to, @Nullable String error, Instant now) {
        jdbc.sql("""
                        update mail set state = :state, sent_to = :to, last_error = :error, finished_at = :now, claimed_until = null
                        where id = :mail and state = 'QUEUED'
                        """)
                .param("state", state)
                .param("to", to)
                .param("error", shortened(error))
                .param("now", utc(now))
                .param("mail", mail)
                .update();
    }

    void later(UUID mail, String to, String error, Instant due) {
        jdbc.sql("""
                        update mail set due_at = :due, sent_to = :to, last_error = :error, claimed_until = null
                        where id = :mail and state = 'QUEUED'
                        """)
                .param("due", utc(due))
                .param("to", to)
                .param("error", shortened(error))
                .param("mail", mail)
                .update();
    }

    /** Nothing waits for a mail server that is not there any more. */
    void giveUpAll(String error, Instant now) {
        jdbc.sql("""
                        update mail set state = 'GIVEN_UP', last_error = :error, finished_at = :now, claimed_until = null
                        where state = 'QUEUED'
                        """).param("error", error).param("now", utc(now)).update();
        jdbc.sql("delete from mail_digest_item where mail_id is null").update();
    }

    void removeFinishedBefore(Instant time) {
        jdbc.sql("delete from mail where state <> 'QUEUED' and finished_at < :time")
                .param("time", utc(time))
                .update();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable String shortened(@Nullable String error) {
        return error == null || error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR) + "…";
    }
}
