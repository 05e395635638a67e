package org.podkeeper.outage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.OutagePlanId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of who is hit. The database writes them with the outage. */
@Repository
class OutageHits {
    private final JdbcClient jdbc;

    OutageHits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<OutageHit> of(OutagePlanId outage) {
        return jdbc.sql("""
                        select h.* from outage_hit h join booking b on b.id = h.booking_id
                        where h.plan_id = :plan order by b.starts_at, b.number
                        """)
                .param("plan", outage.value())
                .query(OutageHits::read)
                .list();
    }

    /** The outages that hit a booking, the first one first. */
    List<OutageHit> of(BookingId booking) {
        return jdbc.sql("""
                        select h.* from outage_hit h join outage_plan p on p.id = h.plan_id
                        where h.booking_id = :booking order by p.during, p.id
                        """)
                .param("booking", booking.value())
                .query(OutageHits::read)
                .list();
    }

    /** A second one who settles the same waits for the first. */
    Optional<OutageHit> inTurn(OutagePlanId outage, BookingId booking) {
        return jdbc.sql("select * from outage_hit where plan_id = :plan and booking_id = :booking for update")
                .param("plan", outage.value())
                .param("booking", booking.value())
                .query(OutageHits::read)
                .optional();
    }

    /** Those that somebody has to look at: not told yet, not real any more, or at the end of their time. */
    List<OutageHit> toAttend(Instant now, Instant beforePreparation) {
        return jdbc.sql("""
                        select h.* from outage_hit h
                            join outage_plan p on p.id = h.plan_id join booking b on b.id = h.booking_id
                        where h.state = 'OPEN' and (not h.told or b.state <> 'CONFIRMED'
                            or p.called_off_at is not null or upper(p.during) <= :now
                            or not p.during && tstzrange(b.prepare_from, b.ends_at)
                            or (p.ends_bookings_at <= :now and b.prepare_from <= :prepared)
                            or not exists (select from capacity_hold c where c.booking_id = b.id and c.host_id = h.host_id
                                and not c.released and not c.given_up))
                        order by b.starts_at, b.number
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("prepared", beforePreparation.atOffset(ZoneOffset.UTC))
                .query(OutageHits::read)
                .list();
    }

    void told(OutageHit hit) {
        jdbc.sql("update outage_hit set told = true where plan_id = :plan and booking_id = :booking")
                .param("plan", hit.outage().value())
                .param("booking", hit.booking().value())
                .update();
    }

    void settle(OutageHit hit, HitState state, @Nullable BookingId next, Instant now) {
        if (!hit.state().next().contains(state)) {
            throw new IllegalStateException("A hit cannot go from " + hit.state() + " to " + state);
        }
        jdbc.sql("""
                        update outage_hit set state = :state, told = true, settled_at = :now, next_booking_id = :next
                        where plan_id = :plan and booking_id = :booking
                        """)
                .param("state", state.name())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("next", next == null ? null : next.value())
                .param("plan", hit.outage().value())
                .param("booking", hit.booking().value())
                .update();
    }

    private static OutageHit read(ResultSet row, int number) throws SQLException {
        @Nullable OffsetDateTime settled = row.getObject("settled_at", OffsetDateTime.class);
        UUID next = row.getObject("next_booking_id", UUID.class);
        return new OutageHit(
                new OutagePlanId(row.getObject("plan_id", UUID.class)),
                new BookingId(row.getObject("booking_id", UUID.class)),
                new HostId(row.getObject("host_id", UUID.class)),
                HitState.valueOf(row.getString("state")),
                row.getBoolean("told"),
                settled == null ? null : settled.toInstant(),
                next == null ? null : new BookingId(next));
    }
}
