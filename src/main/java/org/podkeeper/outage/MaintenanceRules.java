package org.podkeeper.outage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.MaintenanceRuleId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of maintenance that comes again. */
@Repository
class MaintenanceRules {
    private final JdbcClient jdbc;

    MaintenanceRules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(MaintenanceRule rule) {
        Recurrence recurrence = rule.recurrence();
        jdbc.sql("""
                        insert into maintenance_rule (id, lab_id, host_id, weekday, every_weeks, nth_of_month, starts_at_clock,
                            minutes, first_day, reason, moves, made_by, made_at)
                        values (:id, :lab, :host, :weekday, :weeks, :nth, :at, :minutes, :first, :reason, :moves, :by, :now)
                        """)
                .param("id", rule.id().value())
                .param("lab", rule.lab().value())
                .param("host", rule.host() == null ? null : rule.host().value())
                .param("weekday", recurrence.day().getValue())
                .param("weeks", recurrence.isMonthly() ? null : recurrence.everyWeeks())
                .param("nth", recurrence.isMonthly() ? recurrence.nthOfMonth() : null)
                .param("at", recurrence.at())
                .param("minutes", recurrence.length().toMinutes())
                .param("first", recurrence.first())
                .param("reason", rule.reason())
                .param("moves", rule.moves())
                .param("by", rule.madeBy())
                .param("now", rule.madeAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Those that still come, in the order in which they were made. */
    List<MaintenanceRule> all() {
        return jdbc.sql("select * from maintenance_rule where ended_at is null order by made_at, id")
                .query(MaintenanceRules::read)
                .list();
    }

    Optional<MaintenanceRule> inTurn(MaintenanceRuleId id) {
        return jdbc.sql("select * from maintenance_rule where id = :id for update")
                .param("id", id.value())
                .query(MaintenanceRules::read)
                .optional();
    }

    void end(MaintenanceRuleId id, Instant now) {
        jdbc.sql("update maintenance_rule set ended_at = coalesce(ended_at, :now) where id = :id")
                .param("id", id.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static MaintenanceRule read(ResultSet row, int number) throws SQLException {
        UUID host = row.getObject("host_id", UUID.class);
        @Nullable OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        return new MaintenanceRule(
                new MaintenanceRuleId(row.getObject("id", UUID.class)),
                new LabId(row.getObject("lab_id", UUID.class)),
                host == null ? null : new HostId(host),
                new Recurrence(
                        DayOfWeek.of(row.getInt("weekday")),
                        row.getInt("every_weeks"),
                        row.getInt("nth_of_month"),
                        row.getObject("starts_at_clock", LocalTime.class),
                        Duration.ofMinutes(row.getInt("minutes")),
                        row.getObject("first_day", LocalDate.class)),
                row.getString("reason"),
                row.getBoolean("moves"),
                row.getString("made_by"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant());
    }
}
