package org.podkeeper.booking;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the lab itself uses of its hosts, and nobody can book meanwhile. The database decides, as it does for bookings:
 * both together never exceed what a host has.
 */
@Service
public class LabHolds {
    /** Later than anything that can be booked. */
    private static final Instant FOR_GOOD = Instant.parse("2999-01-01T00:00:00Z");

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    LabHolds(JdbcClient jdbc, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
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

    /**
     * Holds a host from now on for good, through outages too, if it has room. Asked again with the same id, all of it is
     * the lab's again.
     *
     * @param id the caller's, to give it back by
     * @param purpose in words, for people
     * @return whether it did
     */
    @Transactional
    public boolean holdForGood(UUID id, HostId host, Resources resources, Instant from, String purpose) {
        return jdbc.sql("select try_standing_hold(:id, :host, :purpose, :vcpus, :memory, :disk, tstzrange(:from, :to))")
                .param("id", id)
                .param("host", host.value())
                .param("purpose", purpose)
                .param("vcpus", resources.vcpus())
                .param("memory", resources.memoryMib())
                .param("disk", resources.diskGib())
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", FOR_GOOD.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    /** From now on it makes way for the booking's own hold of that host, for as long as that reaches. */
    @Transactional
    public void lend(UUID id, BookingId borrower) {
        jdbc.sql("update lab_hold set lent_to = :borrower where id = :id")
                .param("borrower", borrower.value())
                .param("id", id)
                .update();
    }

    /** What was lent and not taken is not lent any more. */
    @Transactional
    public void keep(UUID id) {
        jdbc.sql("update lab_hold set lent_to = null where id = :id")
                .param("id", id)
                .update();
    }

    /** Gives it back; one that is not held is no error. */
    @Transactional
    public void release(UUID id) {
        jdbc.sql("delete from lab_hold where id = :id returning host_id")
                .param("id", id)
                .query(UUID.class)
                .optional()
                .ifPresent(host -> events.publishEvent(new RoomFreed(new HostId(host))));
    }

    /** What the lab holds of its hosts now or later, for people. */
    @Transactional(readOnly = true)
    public List<LabHold> reachingBeyond(Instant instant) {
        return jdbc.sql("""
                        select host_id, purpose, vcpus, memory_mib, disk_gib, lower(during) as s, upper(during) as e, stands
                        from lab_hold where upper(during) > :instant order by host_id, purpose, lower(during)
                        """)
                .param("instant", instant.atOffset(ZoneOffset.UTC))
                .query((row, n) -> new LabHold(
                        new HostId(row.getObject("host_id", UUID.class)),
                        row.getString("purpose"),
                        new Resources(row.getInt("vcpus"), row.getLong("memory_mib"), row.getLong("disk_gib")),
                        new TimeWindow(instant(row.getTimestamp("s")), instant(row.getTimestamp("e"))),
                        row.getBoolean("stands")))
                .list();
    }

    /** All of these hosts that reach beyond the instant. */
    List<Hold> after(Collection<HostId> hosts, Instant instant) {
        return jdbc.sql("""
                        select host_id, vcpus, memory_mib, disk_gib, lower(during) as s, upper(during) as e
                        from lab_hold where host_id = any(:hosts) and upper(during) > :instant order by lower(during)
                        """)
                .param("hosts", hosts.stream().map(HostId::value).toArray(UUID[]::new))
                .param("instant", instant.atOffset(ZoneOffset.UTC))
                .query((row, n) -> new Hold(
                        null,
                        new HostId(row.getObject("host_id", UUID.class)),
                        new Resources(row.getInt("vcpus"), row.getLong("memory_mib"), row.getLong("disk_gib")),
                        new TimeWindow(instant(row.getTimestamp("s")), instant(row.getTimestamp("e")))))
                .list();
    }

    private static Instant instant(Timestamp timestamp) {
        return timestamp.toInstant();
    }
}
