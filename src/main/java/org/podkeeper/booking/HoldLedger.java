package org.podkeeper.booking;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The holds as PostgreSQL keeps them. It decides: a hold that does not fit cannot be written. */
@Repository
class HoldLedger {
    private final JdbcClient jdbc;

    HoldLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Holds the host if it has room in the whole window; says whether it did. */
    boolean tryHold(BookingId booking, HostId host, Resources resources, TimeWindow window) {
        return jdbc.sql("select try_hold(:hold, :booking, :host, :vcpus, :memory, :disk, tstzrange(:from, :to))")
                .param("hold", UUID.randomUUID())
                .param("booking", booking.value())
                .param("host", host.value())
                .param("vcpus", resources.vcpus())
                .param("memory", resources.memoryMib())
                .param("disk", resources.diskGib())
                .param("from", utc(window.start()))
                .param("to", utc(window.end()))
                .query(Boolean.class)
                .single();
    }

    /** All holds of these hosts that reach beyond the instant. */
    List<Hold> after(Collection<HostId> hosts, Instant instant) {
        return jdbc.sql("""
                        select booking_id, host_id, vcpus, memory_mib, disk_gib, lower(during) as s, upper(during) as e
                        from capacity_hold where host_id = any(:hosts) and upper(during) > :instant order by lower(during)
                        """)
                .param("hosts", hosts.stream().map(HostId::value).toArray(UUID[]::new))
                .param("instant", utc(instant))
                .query((row, n) -> new Hold(
                        new BookingId(row.getObject("booking_id", UUID.class)),
                        new HostId(row.getObject("host_id", UUID.class)),
                        new Resources(row.getInt("vcpus"), row.getLong("memory_mib"), row.getLong("disk_gib")),
                        new TimeWindow(instant(row.getTimestamp("s")), instant(row.getTimestamp("e")))))
                .list();
    }

    Optional<HostId> hostOf(BookingId booking) {
        return jdbc.sql(
                        "select host_id from capacity_hold where booking_id = :booking and not given_up order by upper(during) desc limit 1")
                .param("booking", booking.value())
                .query(UUID.class)
                .optional()
                .map(HostId::new);
    }

    /** The booking's hold of a host that it has not given up. */
    Optional<Hold> of(BookingId booking, HostId host) {
        return jdbc.sql("""
                        select vcpus, memory_mib, disk_gib, lower(during) as s, upper(during) as e from capacity_hold
                        where booking_id = :booking and host_id = :host and not released and not given_up
                        """)
                .param("booking", booking.value())
                .param("host", host.value())
                .query((row, n) -> new Hold(
                        booking,
                        host,
                        new Resources(row.getInt("vcpus"), row.getLong("memory_mib"), row.getLong("disk_gib")),
                        new TimeWindow(instant(row.getTimestamp("s")), instant(row.getTimestamp("e")))))
                .optional();
    }

    /** Hosts of which the booking holds a part in which something of it may still stand, given up or not. */
    Set<HostId> hostsOf(BookingId booking) {
        return jdbc.sql("select host_id from capacity_hold where booking_id = :booking and not released")
                .param("booking", booking.value())
                .query((row, n) -> new HostId(row.getObject("host_id", UUID.class)))
                .set();
    }

    /** Whether the booking keeps the host only until what it left there is removed. */
    void giveUp(BookingId booking, HostId host, boolean givenUp) {
        jdbc.sql("""
                        update capacity_hold set given_up = :givenUp
                        where booking_id = :booking and host_id = :host and not released
                        """)
                .param("givenUp", givenUp)
                .param("booking", booking.value())
                .param("host", host.value())
                .update();
    }

    /** Bookings with the hosts that they hold: now, later, or still although their time is over. */
    List<Holder> holders() {
        return jdbc.sql("select distinct booking_id, host_id from capacity_hold where not released")
                .query((row, n) -> new Holder(
                        new BookingId(row.getObject("booking_id", UUID.class)),
                        new HostId(row.getObject("host_id", UUID.class))))
                .list();
    }

    /** Gives back what is still held of a host. A hold that has not begun is forgotten, one under way ends now. */
    void release(BookingId booking, HostId host, Instant now) {
        jdbc.sql("""
                        delete from capacity_hold
                        where booking_id = :booking and host_id = :host and lower(during) >= :now
                        """)
                .param("booking", booking.value())
                .param("host", host.value())
                .param("now", utc(now))
                .update();
        jdbc.sql("""
                        update capacity_hold set released = true,
                               during = tstzrange(lower(during), least(upper(during), :now))
                        where booking_id = :booking and host_id = :host and not released
                        """)
                .param("booking", booking.value())
                .param("host", host.value())
                .param("now", utc(now))
                .update();
    }

    /** Keeps a host beyond what was planned, for a tear-down that takes longer; says whether there was room to. */
    boolean prolong(BookingId booking, HostId host, Instant until) {
        return jdbc.sql("select try_prolong(:booking, :host, :until)")
                .param("booking", booking.value())
                .param("host", host.value())
                .param("until", utc(until))
                .query(Boolean.class)
                .single();
    }

    /** Moves the end of what a booking holds of a host; says whether there is room until then. */
    boolean moveEnd(BookingId booking, HostId host, Instant until) {
        return jdbc.sql("select try_move_end(:booking, :host, :until)")
                .param("booking", booking.value())
                .param("host", host.value())
                .param("until", utc(until))
                .query(Boolean.class)
                .single();
    }

    /** Numbers of other bookings whose holds of the host begin at the instant; of those that hold it then, when none does. */
    List<Long> numbersFrom(HostId host, Instant instant, BookingId except) {
        return jdbc.sql("""
                        with there as (
                            select b.number, lower(h.during) = :instant as begins
                            from capacity_hold h join booking b on b.id = h.booking_id
                            where h.host_id = :host and h.during @> :instant::timestamptz and b.id <> :except
                        )
                        select distinct number from there
                        where begins or not exists (select from there where begins) order by number
                        """)
                .param("host", host.value())
                .param("instant", utc(instant))
                .param("except", except.value())
                .query((row, n) -> row.getLong("number"))
                .list();
    }

    /**
     * Numbers of the bookings whose time on the host is over but which are not verified gone from it, when with them the
     * host has no room for this booking now.
     */
    List<Long> inTheWayOf(BookingId booking, Instant now) {
        return jdbc.sql("""
                        with mine as (
                            select host_id from capacity_hold where booking_id = :booking and not released
                                and not given_up limit 1
                        ), late as (
                            select h.* from capacity_hold h join mine using (host_id)
                            where not h.released and upper(h.during) <= :now and h.booking_id <> :booking
                        )
                        select b.number from late join booking b on b.id = late.booking_id
                        where exists (
                            select from mine join kvm_host k on k.id = mine.host_id
                                cross join capacity_peak(k.id, tstzrange(:now, :now + interval '1 microsecond')) p
                                cross join (select sum(vcpus) as v, sum(memory_mib) as m, sum(disk_gib) as d from late) l
                            where p.vcpus + l.v > k.vcpu_limit or p.memory_mib + l.m > k.memory_limit_mib
                                or p.disk_gib + l.d > k.disk_limit_gib)
                        order by b.number
                        """)
                .param("booking", booking.value())
                .param("now", utc(now))
                .query((row, n) -> row.getLong("number"))
                .list();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(Timestamp timestamp) {
        return timestamp.toInstant();
    }
}
