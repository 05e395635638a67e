package org.podkeeper.waiting;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.TeamId;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.KeptId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.AdvisoryLock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The waiting list as PostgreSQL keeps it. */
@Repository
class WishRows {
    private static final String OPEN = "state in ('WAITING', 'OFFERED')";

    private final JdbcClient jdbc;

    WishRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One at a time changes the list, until the transaction ends: what is decided is decided by the order as it is. */
    void lock() {
        AdvisoryLock.hold(jdbc, "the waiting list");
    }

    /** At the end of the list. */
    void add(WishId id, PersonId person, NewWish wanted, String podKey, Instant latest, Instant now) {
        var request = wanted.request();
        KeptId from = request.choices().from();
        LabId lab = request.lab();
        TeamId team = request.choices().team();
        jdbc.sql("""
                        insert into waiting_wish (id, person_id, pod_id, pod_key, config_id, lab_id, purpose, length_seconds,
                            earliest, latest, automatic, start_machines, keep_days, keep_memory, kept_from, team_id, state, asked_at)
                        values (:id, :person, :pod, :podKey, :config, :lab, :purpose, :length,
                            :earliest, :latest, :automatic, :start, :keep, :memory, :from, :team, 'WAITING', :now)
                        """)
                .param("id", id.value())
                .param("person", person.value())
                .param("pod", request.pod().value())
                .param("podKey", podKey)
                .param("config", request.config().value())
                .param("lab", lab == null ? null : lab.value(), Types.OTHER)
                .param("purpose", request.purpose())
                .param("length", request.length().toSeconds())
                .param("earliest", utc(request.start()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("latest", utc(latest))
                .param("automatic", wanted.mode() == WishMode.AUTOMATIC)
                .param("start", request.choices().start())
                .param("keep", request.choices().keepDays())
                .param("memory", request.choices().memory())
                .param("from", from == null ? null : from.value(), Types.OTHER)
                .param("team", team == null ? null : team.value(), Types.OTHER)
                .param("now", utc(now))
                .update();
    }

    Optional<Wish> find(WishId id) {
        return jdbc.sql("select * from waiting_wish where id = :id")
                .param("id", id.value())
                .query(WishRows::wish)
                .optional();
    }

    /** All that are in the list, in order. */
    List<Wish> open() {
        return jdbc.sql("select * from waiting_wish where " + OPEN + " order by turn")
                .query(WishRows::wish)
                .list();
    }

    boolean anybodyWaits() {
        return jdbc.sql("select exists (select from waiting_wish where " + OPEN + ")")
                .query(Boolean.class)
                .single();
    }

    /** A person's, those in the list first, then the newest first. */
    List<Wish> of(PersonId person) {
        return jdbc.sql("select * from waiting_wish where person_id = :person order by " + OPEN
                        + " desc, asked_at desc, number desc limit 100")
                .param("person", person.value())
                .query(WishRows::wish)
                .list();
    }

    int openOf(PersonId person) {
        return jdbc.sql("select count(*) from waiting_wish where person_id = :person and " + OPEN)
                .param("person", person.value())
                .query(Integer.class)
                .single();
    }

    void change(WishId id, WishChange change) {
        jdbc.sql("""
                        update waiting_wish set purpose = :purpose, earliest = :earliest, latest = :latest,
                            automatic = :automatic, obstacle = null
                        where id = :id
                        """)
                .param("purpose", change.purpose())
                .param("earliest", utc(change.earliest()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("latest", utc(change.latest()))
                .param("automatic", change.mode() == WishMode.AUTOMATIC)
                .param("id", id.value())
                .update();
    }

    void offered(WishId id, HostId host, Instant start, Instant until) {
        jdbc.sql("""
                        update waiting_wish set state = 'OFFERED', offered_host = :host, offered_start = :start,
                            offered_until = :until, obstacle = null
                        where id = :id
                        """)
                .param("host", host.value())
                .param("start", utc(start))
                .param("until", utc(until))
                .param("id", id.value())
                .update();
    }

    void taken(WishId id, BookingId booking) {
        jdbc.sql("update waiting_wish set state = 'TAKEN', booking_id = :booking, " + NOTHING_OFFERED
                        + ", obstacle = null where id = :id")
                .param("booking", booking.value())
                .param("id", id.value())
                .update();
    }

    private static final String NOTHING_OFFERED = "offered_host = null, offered_start = null, offered_until = null";

    /** Into a state in which nothing is offered. */
    void become(WishId id, WishState state) {
        jdbc.sql("update waiting_wish set state = :state, " + NOTHING_OFFERED + " where id = :id")
                .param("state", state.name())
                .param("id", id.value())
                .update();
    }

    void lapsed(WishId id) {
        jdbc.sql("update waiting_wish set lapses = lapses + 1 where id = :id")
                .param("id", id.value())
                .update();
    }

    void toTheEnd(WishId id) {
        jdbc.sql("update waiting_wish set turn = nextval('waiting_order') where id = :id")
                .param("id", id.value())
                .update();
    }

    void obstacle(WishId id, String obstacle) {
        jdbc.sql("update waiting_wish set obstacle = :obstacle where id = :id")
                .param("obstacle", obstacle)
                .param("id", id.value())
                .update();
    }

    void note(WishId id, WishMove move) {
        WishState from = move.from();
        jdbc.sql("""
                        insert into waiting_wish_history (wish_id, from_state, to_state, at, who, why)
                        values (:id, :from, :to, :at, :who, :why)
                        """)
                .param("id", id.value())
                .param("from", from == null ? null : from.name())
                .param("to", move.to().name())
                .param("at", utc(move.at()))
                .param("who", move.who())
                .param("why", move.why())
                .update();
    }

    List<WishMove> history(WishId id) {
        return jdbc.sql("select * from waiting_wish_history where wish_id = :id order by id")
                .param("id", id.value())
                .query((row, n) -> {
                    String from = row.getString("from_state");
                    return new WishMove(
                            from == null ? null : WishState.valueOf(from),
                            WishState.valueOf(row.getString("to_state")),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("who"),
                            row.getString("why"));
                })
                .list();
    }

    private static Wish wish(ResultSet row, int number) throws SQLException {
        UUID lab = row.getObject("lab_id", UUID.class);
        UUID from = row.getObject("kept_from", UUID.class);
        UUID booking = row.getObject("booking_id", UUID.class);
        UUID team = row.getObject("team_id", UUID.class);
        return new Wish(
                new WishId(row.getObject("id", UUID.class)),
                row.getLong("number"),
                new PersonId(row.getObject("person_id", UUID.class)),
                new PodId(row.getObject("pod_id", UUID.class)),
                row.getString("pod_key"),
                new ConfigId(row.getObject("config_id", UUID.class)),
                lab == null ? null : new LabId(lab),
                row.getString("purpose"),
                Duration.ofSeconds(row.getLong("length_seconds")),
                instant(row, "earliest"),
                row.getObject("latest", OffsetDateTime.class).toInstant(),
                row.getBoolean("automatic") ? WishMode.AUTOMATIC : WishMode.OFFER,
                new Choices(
                        row.getBoolean("start_machines"),
                        row.getInt("keep_days"),
                        row.getBoolean("keep_memory"),
                        from == null ? null : new KeptId(from),
                        team == null ? null : new TeamId(team)),
                WishState.valueOf(row.getString("state")),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getString("obstacle"),
                row.getInt("lapses"),
                offer(row),
                booking == null ? null : new BookingId(booking));
    }

    private static Wish.@Nullable Offer offer(ResultSet row) throws SQLException {
        Instant start = instant(row, "offered_start");
        Instant until = instant(row, "offered_until");
        UUID host = row.getObject("offered_host", UUID.class);
        return start == null || until == null
                ? null
                : new Wish.Offer(host == null ? null : new HostId(host), start, until);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
