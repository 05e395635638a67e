package org.podkeeper.notification;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.podkeeper.booking.BookingConfirmed;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingEndMoved;
import org.podkeeper.booking.BookingEnded;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingMoved;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The reminders of ends: planned with the booking, planned anew when its end moves, told once. What would have been due
 * before a booking was made or moved is not told: who did that just now knows the end.
 */
@Service
class EndingReminders {
    private static final Logger log = LoggerFactory.getLogger(EndingReminders.class);

    private final JdbcClient jdbc;
    private final BookingDesk desk;
    private final EndingMessenger messenger;
    private final TransactionTemplate transaction;
    private final Clock clock;

    EndingReminders(
            JdbcClient jdbc,
            BookingDesk desk,
            EndingMessenger messenger,
            TransactionTemplate transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.messenger = messenger;
        this.transaction = transaction;
        this.clock = clock;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(BookingConfirmed event) {
        plan(event.booking());
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(BookingEndMoved event) {
        forget(event.booking().id());
        plan(event.booking());
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(BookingMoved event) {
        forget(event.booking().id());
        plan(event.booking());
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(BookingEnded event) {
        forget(event.booking().id());
    }

    private void plan(BookingView booking) {
        ReminderSchedule.of(booking.window()).forEach((which, due) -> {
            if (due.isAfter(clock.instant())) {
                jdbc.sql("""
                                insert into ending_reminder (booking_id, which, ends_at, due_at)
                                values (:booking, :which, :end, :due) on conflict do nothing
                                """)
                        .param("booking", booking.id().value())
                        .param("which", which.name())
                        .param("end", utc(booking.window().end()))
                        .param("due", utc(due))
                        .update();
            }
        });
    }

    private void forget(BookingId booking) {
        jdbc.sql("delete from ending_reminder where booking_id = :booking and told_at is null")
                .param("booking", booking.value())
                .update();
    }

    private record Due(BookingId booking, Instant end) {}

    /** Tells what is due. One that cannot be told holds up no other, and is tried again with the next round. */
    void tell() {
        Instant now = clock.instant();
        List<Due> all = jdbc.sql("""
                        select distinct booking_id, ends_at from ending_reminder
                        where told_at is null and due_at <= :now order by ends_at
                        """)
                .param("now", utc(now))
                .query((row, n) -> new Due(
                        new BookingId(row.getObject("booking_id", UUID.class)),
                        row.getObject("ends_at", OffsetDateTime.class).toInstant()))
                .list();
        for (Due due : all) {
            try {
                transaction.executeWithoutResult(tx -> tell(due, now));
            } catch (RuntimeException e) {
                log.warn("Nobody could be told that booking {} ends", due.booking(), e);
            }
        }
    }

    /** Both reminders of a booking, where the portal was away so long that both are due, are told as one. */
    private void tell(Due due, Instant now) {
        int told = jdbc.sql("""
                        update ending_reminder set told_at = :now
                        where booking_id = :booking and ends_at = :end and told_at is null and due_at <= :now
                        """)
                .param("now", utc(now))
                .param("booking", due.booking().value())
                .param("end", utc(due.end()))
                .update();
        if (told > 0) {
            desk.find(due.booking())
                    .filter(booking -> isToCome(booking, due.end(), now))
                    .ifPresent(messenger::tell);
        }
    }

    private static boolean isToCome(BookingView booking, Instant end, Instant now) {
        return booking.state() == BookingState.CONFIRMED
                && booking.window().end().equals(end)
                && now.isBefore(end);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
