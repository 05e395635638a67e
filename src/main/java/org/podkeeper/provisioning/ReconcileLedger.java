package org.podkeeper.provisioning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.podkeeper.booking.BookingId;
import org.podkeeper.inventory.HostId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Differences as PostgreSQL keeps them: since when each has been seen, and what became of those that are over. */
@Repository
class ReconcileLedger {
    private final JdbcClient jdbc;
    private final ReconcileSettings settings;
    private final Clock clock;

    ReconcileLedger(JdbcClient jdbc, ReconcileSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** Writes what a host differs in now; what was written earlier and is not among it is over. */
    void record(HostId host, List<ReconcileComparison.Found> found) {
        OffsetDateTime now = now();
        for (var one : found) {
            jdbc.sql("""
                            insert into difference (id, host_id, kind, subject, booking_id, contents, cause, first_seen, last_seen)
                            values (:id, :host, :kind, :subject, :booking, :contents, :cause, :now, :now)
                            on conflict (host_id, kind, subject) do update
                            set booking_id = excluded.booking_id, contents = excluded.contents, cause = excluded.cause,
                                last_seen = excluded.last_seen
                            """)
                    .param("id", UUID.randomUUID())
                    .param("host", host.value())
                    .param("kind", one.kind().name())
                    .param("subject", one.subject())
                    .param(
                            "booking",
                            one.booking() == null ? null : one.booking().value())
                    .param("contents", one.contents())
                    .param("cause", one.cause())
                    .param("now", now)
                    .update();
        }
        Set<String> still =
                found.stream().map(one -> one.kind() + " " + one.subject()).collect(Collectors.toSet());
        on(host).stream()
                .filter(one -> !still.contains(one.kind() + " " + one.subject()))
                .forEach(this::forget);
    }

    /** Says whether it was still there. */
    private boolean forget(Difference difference) {
        return jdbc.sql("delete from difference where id = :id")
                        .param("id", difference.id())
                        .update()
                == 1;
    }

    private List<Difference> on(HostId host) {
        return jdbc.sql("select * from difference where host_id = :host order by first_seen, subject")
                .param("host", host.value())
                .query(this::difference)
                .list();
    }

    /** Prefixes on a host that are known to be ours without a reason. */
    Set<String> provenOn(HostId host) {
        return Set.copyOf(jdbc.sql("select subject from difference where host_id = :host and kind = 'LEFTOVER'")
                .param("host", host.value())
                .query(String.class)
                .list());
    }

    /** What the portal has to remove by itself now. */
    List<Difference> dueOn(HostId host) {
        Instant now = clock.instant();
        return on(host).stream()
                .filter(one -> one.removedAt() != null && !one.removedAt().isAfter(now))
                .toList();
    }

    /** Everything, the oldest first; uploads only once they should have ended. */
    List<Difference> all() {
        Instant patient = clock.instant().minus(settings.uploadPatience());
        return jdbc.sql("select * from difference order by first_seen, subject").query(this::difference).list().stream()
                .filter(one -> one.kind() != DifferenceKind.IMAGE_HALF
                        || !one.firstSeen().isAfter(patient))
                .toList();
    }

    Optional<Difference> find(UUID id) {
        return jdbc.sql("select * from difference where id = :id")
                .param("id", id)
                .query(this::difference)
                .optional();
    }

    /** It is over, because somebody saw to it. */
    void dealtWith(Difference difference, String hostName, String who) {
        if (!forget(difference)) {
            return;
        }
        write(
                hostName,
                difference.kind().name(),
                difference.subject(),
                difference.contents(),
                difference.cause(),
                difference.firstSeen(),
                who);
    }

    /** Something was put right as soon as it was noticed. */
    void repaired(String kind, String subject, String contents, String cause) {
        write("", kind, subject, contents, cause, clock.instant(), "the portal");
    }

    void failed(Difference difference, String why) {
        jdbc.sql("update difference set failure = :why where id = :id")
                .param("why", why)
                .param("id", difference.id())
                .update();
    }

    private void write(
            String host, String kind, String subject, String contents, String cause, Instant firstSeen, String who) {
        jdbc.sql("""
                        insert into difference_history (at, host, kind, subject, contents, cause, first_seen, who)
                        values (:now, :host, :kind, :subject, :contents, :cause, :first, :who)
                        """)
                .param("now", now())
                .param("host", host)
                .param("kind", kind)
                .param("subject", subject)
                .param("contents", contents)
                .param("cause", cause)
                .param("first", firstSeen.atOffset(ZoneOffset.UTC))
                .param("who", who)
                .update();
    }

    /** What was dealt with, the newest first. */
    List<DifferenceDealtWith> history(int limit) {
        return jdbc.sql("select * from difference_history order by at desc, id desc limit :limit")
                .param("limit", limit)
                .query((row, n) -> new DifferenceDealtWith(
                        instant(row.getTimestamp("at")),
                        row.getString("host"),
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getString("contents"),
                        row.getString("cause"),
                        instant(row.getTimestamp("first_seen")),
                        row.getString("who")))
                .list();
    }

    private Difference difference(ResultSet row, int n) throws SQLException {
        DifferenceKind kind = DifferenceKind.valueOf(row.getString("kind"));
        Instant firstSeen = instant(row.getTimestamp("first_seen"));
        UUID booking = row.getObject("booking_id", UUID.class);
        return new Difference(
                row.getObject("id", UUID.class),
                new HostId(row.getObject("host_id", UUID.class)),
                kind,
                row.getString("subject"),
                booking == null ? null : new BookingId(booking),
                row.getString("contents"),
                row.getString("cause"),
                firstSeen,
                instant(row.getTimestamp("last_seen")),
                kind.removedByItself() ? firstSeen.plus(settings.grace()) : null,
                row.getString("failure"));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(Timestamp timestamp) {
        return timestamp.toInstant();
    }
}
