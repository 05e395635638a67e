package org.podkeeper.booking;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The lines of what was changed about bookings. */
@Repository
class BookingChanges {
    private final JdbcClient jdbc;

    BookingChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(BookingId booking, BookingChange change) {
        jdbc.sql("""
                        insert into booking_change (booking_id, at, who, kind, subject, before, after, why)
                        values (:booking, :at, :who, :kind, :subject, :before, :after, :why)
                        """)
                .param("booking", booking.value())
                .param("at", change.at().atOffset(ZoneOffset.UTC))
                .param("who", change.who())
                .param("kind", change.kind().name())
                .param("subject", change.subject())
                .param("before", change.before())
                .param("after", change.after())
                .param("why", change.why())
                .update();
    }

    /** The first one first. */
    List<BookingChange> of(BookingId booking) {
        return jdbc.sql("select * from booking_change where booking_id = :booking order by id")
                .param("booking", booking.value())
                .query((row, n) -> new BookingChange(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("who"),
                        BookingChange.Kind.valueOf(row.getString("kind")),
                        row.getString("subject"),
                        row.getString("before"),
                        row.getString("after"),
                        row.getString("why")))
                .list();
    }
}
