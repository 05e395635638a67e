package org.podkeeper.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables of outages: what was announced, and when each host is closed by that. By SQL, because windows are PostgreSQL ranges. */
@Repository
class Outages {
    private static final String COLUMNS =
            "select id, host_id, lower(during) starts, upper(during) ends, reason from outage ";
    private static final String PLANS = "select p.*, lower(p.during) starts, upper(p.during) ends from outage_plan p ";

    private final JdbcClient jdbc;

    Outages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Outage> touching(HostId host, TimeWindow window) {
        return jdbc.sql(COLUMNS + "where host_id = :host and during && tstzrange(:start, :end) order by during")
                .param("host", host.value())
                .param("start", at(window.start()))
                .param("end", at(window.end()))
                .query(Outages::read)
                .list();
    }

    List<Outage> touching(TimeWindow window) {
        return jdbc.sql(COLUMNS + "where during && tstzrange(:start, :end) order by during")
                .param("start", at(window.start()))
                .param("end", at(window.end()))
                .query(Outages::read)
                .list();
    }

    List<Outage> endingAfter(Instant instant) {
        return jdbc.sql(COLUMNS + "where upper(during) > :instant order by during")
                .param("instant", at(instant))
                .query(Outages::read)
                .list();
    }

    /** Says whether it is new: an occurrence of a rule is written once. */
    boolean add(PlannedOutage plan) {
        return jdbc.sql("""
                        insert into outage_plan (id, lab_id, host_id, during, reason, ends_bookings_at, moves,
                            announced_by, announced_at, rule_id, occurrence)
                        values (:id, :lab, :host, tstzrange(:start, :end), :reason, :endsAt, :moves, :by, :at, :rule, :day)
                        on conflict (rule_id, occurrence) do nothing
                        """)
                        .param("id", plan.id().value())
                        .param("lab", plan.lab().value())
                        .param("host", plan.host() == null ? null : plan.host().value())
                        .param("start", at(plan.window().start()))
                        .param("end", at(plan.window().end()))
                        .param("reason", plan.reason())
                        .param("endsAt", at(plan.endsBookingsAt()))
                        .param("moves", plan.moves())
                        .param("by", plan.announcedBy())
                        .param("at", at(plan.announcedAt()))
                        .param("rule", plan.rule() == null ? null : plan.rule().value())
                        .param("day", plan.occurrence())
                        .update()
                == 1;
    }

    void close(HostId host, PlannedOutage plan) {
        jdbc.sql("""
                        insert into outage (id, host_id, during, reason, plan_id)
                        values (:id, :host, tstzrange(:start, :end), :reason, :plan)
                        on conflict (plan_id, host_id) do nothing
                        """)
                .param("id", UUID.randomUUID())
                .param("host", host.value())
                .param("start", at(plan.window().start()))
                .param("end", at(plan.window().end()))
                .param("reason", plan.reason())
                .param("plan", plan.id().value())
                .update();
    }

    void endAt(OutagePlanId id, Instant end) {
        jdbc.sql("""
                        update outage_plan set during = tstzrange(lower(during), :end) where id = :id
                        """).param("id", id.value()).param("end", at(end)).update();
        jdbc.sql("update outage set during = tstzrange(lower(during), :end) where plan_id = :id")
                .param("id", id.value())
                .param("end", at(end))
                .update();
    }

    /** What it closed is open again; that it was announced stays known. */
    void callOff(OutagePlanId id, Instant now) {
        jdbc.sql("delete from outage where plan_id = :id")
                .param("id", id.value())
                .update();
        jdbc.sql("update outage_plan set called_off_at = :now where id = :id")
                .param("id", id.value())
                .param("now", at(now))
                .update();
    }

    Optional<PlannedOutage> plan(OutagePlanId id) {
        return jdbc.sql(PLANS + "where p.id = :id")
                .param("id", id.value())
                .query(Outages::readPlan)
                .optional();
    }

    /** A second change of the same one waits for the first. */
    Optional<PlannedOutage> planForChange(OutagePlanId id) {
        return jdbc.sql(PLANS + "where p.id = :id for update")
                .param("id", id.value())
                .query(Outages::readPlan)
                .optional();
    }

    List<PlannedOutage> plansEndingAfter(Instant instant) {
        return jdbc.sql(
                        PLANS
                                + "where upper(p.during) > :instant and p.called_off_at is null order by p.during, p.announced_at, p.id")
                .param("instant", at(instant))
                .query(Outages::readPlan)
                .list();
    }

    List<PlannedOutage> plansOf(HostId host, TimeWindow window) {
        return jdbc.sql(PLANS + """
                        where exists (select from outage o where o.plan_id = p.id and o.host_id = :host
                            and o.during && tstzrange(:start, :end))
                        order by p.during, p.announced_at, p.id
                        """)
                .param("host", host.value())
                .param("start", at(window.start()))
                .param("end", at(window.end()))
                .query(Outages::readPlan)
                .list();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Outage read(ResultSet row, int number) throws SQLException {
        return new Outage(
                new OutageId(row.getObject("id", UUID.class)),
                new HostId(row.getObject("host_id", UUID.class)),
                new TimeWindow(instant(row, "starts"), instant(row, "ends")),
                row.getString("reason"));
    }

    private static PlannedOutage readPlan(ResultSet row, int number) throws SQLException {
        UUID host = row.getObject("host_id", UUID.class);
        UUID rule = row.getObject("rule_id", UUID.class);
        @Nullable OffsetDateTime calledOff = row.getObject("called_off_at", OffsetDateTime.class);
        return new PlannedOutage(
                new OutagePlanId(row.getObject("id", UUID.class)),
                new LabId(row.getObject("lab_id", UUID.class)),
                host == null ? null : new HostId(host),
                new TimeWindow(instant(row, "starts"), instant(row, "ends")),
                row.getString("reason"),
                instant(row, "ends_bookings_at"),
                row.getBoolean("moves"),
                row.getString("announced_by"),
                instant(row, "announced_at"),
                calledOff == null ? null : calledOff.toInstant(),
                rule == null ? null : new MaintenanceRuleId(rule),
                row.getObject("occurrence", LocalDate.class));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
