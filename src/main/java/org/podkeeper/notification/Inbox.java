package org.podkeeper.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.notification.mail.Outbox;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of inboxes: what a person was told, and what of that is new. Nobody reaches somebody else's. */
@Service
public class Inbox {
    private static final int KEPT_IN_VIEW = 200;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Clock clock;

    Inbox(JdbcClient jdbc, Outbox outbox, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Puts a message into somebody's inbox, and into their mail unless they do not want that, in the caller's transaction. */
    @Transactional
    void post(PersonId to, MessageKind kind, String title, String body, @Nullable String link) {
        put(to, kind, title, body, link, false);
    }

    /** The same for what the person did: it is there to be found again, and not new. */
    @Transactional
    void note(PersonId to, MessageKind kind, String title, String body, @Nullable String link) {
        put(to, kind, title, body, link, true);
    }

    private void put(PersonId to, MessageKind kind, String title, String body, @Nullable String link, boolean read) {
        var id = new MessageId(UUID.randomUUID());
        jdbc.sql("""
                        insert into inbox_message (id, person_id, kind, title, body, link, at, read_at)
                        values (:id, :person, :kind, :title, :body, :link, :now, :read)
                        """)
                .param("id", id.value())
                .param("person", to.value())
                .param("kind", kind.name())
                .param("title", title)
                .param("body", body)
                .param("link", link)
                .param("now", now())
                .param("read", read ? now() : null)
                .update();
        outbox.put(to, kind.topic(), id);
    }

    /** The newest 200, newest first. */
    @Transactional(readOnly = true)
    public List<Message> of(PersonId person, boolean onlyUnread) {
        return jdbc.sql("""
                        select * from inbox_message where person_id = :person and (read_at is null or not :unread)
                        order by at desc, id limit :most
                        """)
                .param("person", person.value())
                .param("unread", onlyUnread)
                .param("most", KEPT_IN_VIEW)
                .query(Inbox::view)
                .list();
    }

    @Transactional(readOnly = true)
    public int unread(PersonId person) {
        return jdbc.sql("select count(*) from inbox_message where person_id = :person and read_at is null")
                .param("person", person.value())
                .query(Integer.class)
                .single();
    }

    /** Marks one as read; empty when the person has no such message. */
    @Transactional
    public Optional<Message> read(MessageId id, PersonId person) {
        return jdbc.sql("""
                        update inbox_message set read_at = coalesce(read_at, :now)
                        where id = :id and person_id = :person returning *
                        """)
                .param("now", now())
                .param("id", id.value())
                .param("person", person.value())
                .query(Inbox::view)
                .optional();
    }

    @Transactional
    public void readAll(PersonId person) {
        jdbc.sql("update inbox_message set read_at = :now where person_id = :person and read_at is null")
                .param("now", now())
                .param("person", person.value())
                .update();
    }

    private static Message view(ResultSet row, int number) throws SQLException {
        return new Message(
                new MessageId(row.getObject("id", UUID.class)),
                MessageKind.valueOf(row.getString("kind")),
                row.getString("title"),
                row.getString("body"),
                row.getString("link"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("read_at", OffsetDateTime.class)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
