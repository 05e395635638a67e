package org.podkeeper.booking;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the lab itself uses of its hosts, and nobody can book meanwhile. The database decides, as it does for bookings:
 * both together never exceed what a host has.
 */
@Service
public class LabHolds {
    private final JdbcClient jdbc;

    LabHolds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Holds a host, if it has room and no outage in the whole window. Asked again with the same id, the window changes.
     *
     * @param id the caller's, to give it back by
     * @param purpose in words, for people
     * @return whether it did
     */
    @Transactional
    public boolean hold(UUID id, HostId host, Resources resources, TimeWindow window, String purpose) {
        return jdbc.sql("select try_lab_hold(:id, :host, :purpose, :vcpus, :memory, :disk, tstzrange(:from, :to))")
                .param("id", id)
                .param("host", host.value())
                .param("purpose", purpose)
                .param("vcpus", resources.vcpus())
                .param("memory", resources.memoryMib())
                .param("disk", resources.diskGib())
                .param("from", window.start().atOffset(ZoneOffset.UTC))
                .param("to", window.end().atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    /** Gives it back; one that is not held is no error. */
    @Transactional
    public void release(UUID id) {
        jdbc.sql("delete from lab_hold where id = :id").param("id", id).update();
    }

    /** All of a host that reach beyond the instant. */
    List<Hold> after(HostId host, Instant instant) {
        return jdbc.sql("""
                        select vcpus, memory_mib, disk_gib, lower(during) as s, upper(during) as e
                        from lab_hold where host_id = :host and upper(during) > :instant order by lower(during)
                        """)
                .param("host", host.value())
                .param("instant", instant.atOffset(ZoneOffset.UTC))
                .query((row, n) -> new Hold(
                        null,
                        host,
                        new Resources(row.getInt("vcpus"), row.getLong("memory_mib"), row.getLong("disk_gib")),
                        new TimeWindow(instant(row.getTimestamp("s")), instant(row.getTimestamp("e")))))
                .list();
    }

    private static Instant instant(Timestamp timestamp) {
        return timestamp.toInstant();
    }
}
