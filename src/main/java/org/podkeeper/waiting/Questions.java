package org.podkeeper.waiting;

import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.provisioning.Unused;
import org.podkeeper.web.NotFound;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of the question "still using it?": who is asked, and what they answered. */
@Service
public class Questions implements Unused {
    private final JdbcClient jdbc;
    private final BookingDesk desk;
    private final UseSettings settings;
    private final UseRules rules;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Questions(
            JdbcClient jdbc,
            BookingDesk desk,
            UseSettings settings,
            UseRules rules,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.settings = settings;
        this.rules = rules;
        this.events = events;
        this.clock = clock;
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<Question> question(BookingId booking) {
        return jdbc.sql("select * from still_using where booking_id = :id and asked_at is not null")
                .param("id", booking.value())
                .query((row, n) -> new Question(
                        row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                        row.getObject("idle_since", OffsetDateTime.class).toInstant(),
                        instant(row.getObject("returns_at", OffsetDateTime.class))))
                .optional();
    }

    /**
     * What follows from since when a booking is idle that others wait for: its owner is asked, once; somebody who was there
     * meanwhile takes the question back; and where its lab returns bookings by themselves, it ends after its time. It never
     * ends at a time that its owner was not told.
     */
    @Transactional
    public void consider(BookingId id, @Nullable Instant idleSince) {
        jdbc.sql("select 1 from booking where id = :id for update")
                .param("id", id.value())
                .query(Integer.class)
                .optional();
        Instant now = clock.instant();
        BookingView booking = desk.find(id).orElseThrow();
        Question open = question(id).orElse(null);
        UseRule rule = rules.rule(booking.lab());
        boolean over = booking.state() != BookingState.CONFIRMED;
        if (over || idleSince == null || idleSince.plus(rule.idleAfter()).isAfter(now)) {
            takeBack(id);
        } else if (open == null) {
            if (!isSilent(id, now)) {
                ask(booking, idleSince, rule, now);
            }
        } else if (rule.returns() && open.returnsAt() == null) {
            // the lab returns by itself now; who was told that nothing follows is told anew, with the whole time
            ask(booking, idleSince, rule, now);
        } else if (!rule.returns() && open.returnsAt() != null) {
            neverReturns(id);
        } else if (open.returnsAt() != null && !now.isBefore(open.returnsAt())) {
            takeBack(id);
            desk.endUnused(id);
        }
    }

    private void neverReturns(BookingId id) {
        jdbc.sql("update still_using set returns_at = null where booking_id = :id")
                .param("id", id.value())
                .update();
    }

    private void ask(BookingView booking, Instant idleSince, UseRule rule, Instant now) {
        Instant returnsAt = rule.returnAfter() == null ? null : now.plus(rule.returnAfter());
        jdbc.sql("""
                        insert into still_using (booking_id, asked_at, idle_since, returns_at) values (:id, :now, :idle, :returns)
                        on conflict (booking_id) do update set asked_at = excluded.asked_at, idle_since = excluded.idle_since,
                            returns_at = excluded.returns_at, needed_until = null, needed_by = null
                        """)
                .param("id", booking.id().value())
                .param("now", utc(now))
                .param("idle", utc(idleSince))
                .param("returns", returnsAt == null ? null : utc(returnsAt), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        events.publishEvent(new StillUsingAsked(booking, idleSince, returnsAt));
    }

    private boolean isSilent(BookingId id, Instant now) {
        return jdbc.sql("select exists (select from still_using where booking_id = :id and needed_until > :now)")
                .param("id", id.value())
                .param("now", utc(now))
                .query(Boolean.class)
                .single();
    }

    private void takeBack(BookingId id) {
        jdbc.sql("delete from still_using where booking_id = :id and asked_at is not null")
                .param("id", id.value())
                .update();
    }

    /** Nobody waits for any others any more. */
    @Transactional
    public void takeBackAllBut(Set<BookingId> waitedFor) {
        List<BookingId> asked = jdbc.sql("select booking_id from still_using where asked_at is not null")
                .query((row, n) -> new BookingId(row.getObject("booking_id", UUID.class)))
                .list();
        asked.stream().filter(id -> !waitedFor.contains(id)).forEach(this::takeBack);
    }

    /**
     * It is needed still: nobody asks again for a while, and it is not returned by itself.
     *
     * @return until when nobody asks
     * @throws NotFound when the person may not see it
     * @throws AccessDeniedException when the person may see it, and not use it
     */
    @Transactional
    public Instant needed(BookingId id, Person by) {
        BookingView booking = desk.find(id, by).orElseThrow(() -> new NotFound("Booking " + id));
        if (!desk.rights(booking, by).use()) {
            throw new AccessDeniedException("Booking " + id + " belongs to somebody else");
        }
        Instant until = clock.instant().plus(settings.silence());
        jdbc.sql("""
                        insert into still_using (booking_id, needed_until, needed_by) values (:id, :until, :by)
                        on conflict (booking_id) do update set asked_at = null, idle_since = null, returns_at = null,
                            needed_until = excluded.needed_until, needed_by = excluded.needed_by
                        """)
                .param("id", id.value())
                .param("until", utc(until))
                .param("by", by.userName())
                .update();
        return until;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
