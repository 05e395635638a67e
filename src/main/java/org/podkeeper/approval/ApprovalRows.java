package org.podkeeper.approval;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.TeamId;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.KeptId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.LabId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The queue as PostgreSQL keeps it. */
@Repository
class ApprovalRows {
    private final JdbcClient jdbc;

    ApprovalRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(ApprovalId id, PersonId by, Instant now, String why, String refused, BookingRequest wanted) {
        Choices choices = wanted.choices();
        jdbc.sql("""
                        insert into approval_request (id, asked_by, asked_at, why, refused, state, pod_id, config_id, lab_id, team_id,
                            purpose, starts_at, seconds, start_machines, keep_days, keep_memory, start_from)
                        values (:id, :by, :now, :why, :refused, 'ASKED', :pod, :config, cast(:lab as uuid), cast(:team as uuid),
                            :purpose, :start, :seconds, :startMachines, :keepDays, :keepMemory, cast(:from as uuid))
                        """)
                .param("id", id.value())
                .param("by", by.value())
                .param("now", utc(now))
                .param("why", why)
                .param("refused", refused)
                .param("pod", wanted.pod().value())
                .param("config", wanted.config().value())
                .param("lab", wanted.lab() == null ? null : wanted.lab().value())
                .param("team", choices.team() == null ? null : choices.team().value())
                .param("purpose", wanted.purpose().strip())
                .param("start", wanted.start() == null ? null : utc(wanted.start()))
                .param("seconds", wanted.length().toSeconds())
                .param("startMachines", choices.start())
                .param("keepDays", choices.keepDays())
                .param("keepMemory", choices.memory())
                .param("from", choices.from() == null ? null : choices.from().value())
                .update();
    }

    void add(ApprovalId id, PersonId by, Instant now, String why, String refused, Approval.Extension extension) {
        jdbc.sql("""
                        insert into approval_request (id, asked_by, asked_at, why, refused, state, extends_id, until)
                        values (:id, :by, :now, :why, :refused, 'ASKED', :booking, :until)
                        """)
                .param("id", id.value())
                .param("by", by.value())
                .param("now", utc(now))
                .param("why", why)
                .param("refused", refused)
                .param("booking", extension.booking().value())
                .param("until", utc(extension.until()))
                .update();
    }

    Optional<Approval> find(ApprovalId id) {
        return jdbc.sql("select * from approval_request where id = :id")
                .param("id", id.value())
                .query(ApprovalRows::approval)
                .optional();
    }

    /** A second answer waits for the first, and sees it. */
    Optional<Approval> findForChange(ApprovalId id) {
        return jdbc.sql("select * from approval_request where id = :id for update")
                .param("id", id.value())
                .query(ApprovalRows::approval)
                .optional();
    }

    List<Approval> open() {
        return jdbc.sql("select * from approval_request where state = 'ASKED' order by asked_at, number")
                .query(ApprovalRows::approval)
                .list();
    }

    List<Approval> decided(int most) {
        return jdbc.sql("select * from approval_request where state <> 'ASKED' order by decided_at desc limit :most")
                .param("most", most)
                .query(ApprovalRows::approval)
                .list();
    }

    List<Approval> of(PersonId person) {
        return jdbc.sql("select * from approval_request where asked_by = :person order by asked_at desc, number desc")
                .param("person", person.value())
                .query(ApprovalRows::approval)
                .list();
    }

    int openOf(PersonId person) {
        return jdbc.sql("select count(*) from approval_request where asked_by = :person and state = 'ASKED'")
                .param("person", person.value())
                .query(Integer.class)
                .single();
    }

    void decide(
            ApprovalId id, ApprovalState state, String by, Instant now, String answer, @Nullable BookingId booking) {
        jdbc.sql("""
                        update approval_request set state = :state, decided_by = :by, decided_at = :now, answer = :answer,
                            booking_id = cast(:booking as uuid)
                        where id = :id
                        """)
                .param("state", state.name())
                .param("by", by)
                .param("now", utc(now))
                .param("answer", answer)
                .param("booking", booking == null ? null : booking.value())
                .param("id", id.value())
                .update();
    }

    private static Approval approval(ResultSet row, int n) throws SQLException {
        String answer = row.getString("answer");
        return new Approval(
                new ApprovalId(row.getObject("id", UUID.class)),
                row.getLong("number"),
                new PersonId(row.getObject("asked_by", UUID.class)),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getString("why"),
                row.getString("refused"),
                ApprovalState.valueOf(row.getString("state")),
                wanted(row),
                extension(row),
                row.getString("decided_by"),
                instant(row, "decided_at"),
                answer == null ? "" : answer,
                id(row, "booking_id", BookingId::new));
    }

    private static @Nullable BookingRequest wanted(ResultSet row) throws SQLException {
        PodId pod = id(row, "pod_id", PodId::new);
        ConfigId config = id(row, "config_id", ConfigId::new);
        if (pod == null || config == null) {
            return null;
        }
        return new BookingRequest(
                pod,
                config,
                id(row, "lab_id", LabId::new),
                row.getString("purpose"),
                instant(row, "starts_at"),
                Duration.ofSeconds(row.getLong("seconds")),
                null,
                new Choices(
                        row.getBoolean("start_machines"),
                        row.getInt("keep_days"),
                        row.getBoolean("keep_memory"),
                        id(row, "start_from", KeptId::new),
                        id(row, "team_id", TeamId::new)));
    }

    private static Approval.@Nullable Extension extension(ResultSet row) throws SQLException {
        BookingId booking = id(row, "extends_id", BookingId::new);
        Instant until = instant(row, "until");
        return booking == null || until == null ? null : new Approval.Extension(booking, until);
    }

    private static <T> @Nullable T id(ResultSet row, String column, Function<UUID, T> as) throws SQLException {
        UUID value = row.getObject(column, UUID.class);
        return value == null ? null : as.apply(value);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
