package org.podkeeper.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of outages; by SQL, because its windows are PostgreSQL ranges. */
@Repository
class Outages {
    private static final String COLUMNS =
            "select id, host_id, lower(during) starts, upper(during) ends, reason from outage ";

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

    Optional<Outage> find(OutageId id) {
        return jdbc.sql(COLUMNS + "where id = :id")
                .param("id", id.value())
                .query(Outages::read)
                .optional();
    }

    void add(Outage outage) {
        jdbc.sql(
                        "insert into outage (id, host_id, during, reason) values (:id, :host, tstzrange(:start, :end), :reason)")
                .param("id", outage.id().value())
                .param("host", outage.host().value())
                .param("start", at(outage.window().start()))
                .param("end", at(outage.window().end()))
                .param("reason", outage.reason())
                .update();
    }

    void endAt(OutageId id, Instant end) {
        jdbc.sql("update outage set during = tstzrange(lower(during), :end) where id = :id")
                .param("id", id.value())
                .param("end", at(end))
                .update();
    }

    void remove(OutageId id) {
        jdbc.sql("delete from outage where id = :id").param("id", id.value()).update();
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

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
