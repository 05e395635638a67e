package org.podkeeper.provisioning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.NoSuchBooking;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of those who need a lab admin, and of lab admins who answer. */
@Service
public class HelpDesk {
    private static final int LONGEST_ANSWER = 2000;

    private final BookingDesk desk;
    private final Provisioning provisioning;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    HelpDesk(
            BookingDesk desk,
            Provisioning provisioning,
            JdbcClient jdbc,
            ApplicationEventPublisher events,
            Clock clock) {
        this.desk = desk;
        this.provisioning = provisioning;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Asks the lab admins, with what the booking's page says. While that is not answered, asking again changes nothing.
     *
     * @return whether they were asked now
     * @throws AccessDeniedException when the booking is another's and the person is no lab admin
     */
    @Transactional
    public boolean ask(BookingId id, Person by) {
        BookingView booking = desk.find(id).orElseThrow(() -> new NoSuchBooking(id));
        if (!desk.rights(booking, by).use()) {
            throw new AccessDeniedException("Booking " + id + " belongs to somebody else");
        }
        DeploymentView deployment = provisioning.of(id).orElseThrow();
        var request = new HelpRequest(
                UUID.randomUUID(),
                id,
                by.id(),
                clock.instant(),
                deployment.cause(),
                deployment.incident(),
                null,
                null,
                null);
        int asked = jdbc.sql("""
                        insert into help_request (id, booking_id, asked_by, asked_at, cause, incident)
                        values (:id, :booking, :by, :now, :cause, :incident) on conflict do nothing
                        """)
                .param("id", request.id())
                .param("booking", id.value())
                .param("by", by.id().value())
                .param("now", request.askedAt().atOffset(ZoneOffset.UTC))
                .param("cause", request.cause())
                .param("incident", request.incident())
                .update();
        if (asked == 1) {
            events.publishEvent(new HelpAsked(booking, request, by));
        }
        return asked == 1;
    }

    /**
     * Answers what is not answered yet.
     *
     * @return whether there was such a question and the answer says something
     * @throws AccessDeniedException when the person is no lab admin
     */
    @Transactional
    public boolean answer(BookingId id, String answer, Person by) {
        if (!by.is(Role.LAB_ADMIN)) {
            throw new AccessDeniedException("Only lab admins answer");
        }
        BookingView booking = desk.find(id).orElseThrow(() -> new NoSuchBooking(id));
        String text = answer.strip();
        if (text.isEmpty() || text.length() > LONGEST_ANSWER) {
            return false;
        }
        return jdbc.sql("""
                        update help_request set answer = :answer, answered_by = :by, answered_at = :now
                        where booking_id = :booking and answered_at is null returning *
                        """)
                .param("answer", text)
                .param("by", by.userName())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("booking", id.value())
                .query(HelpDesk::view)
                .optional()
                .map(request -> {
                    events.publishEvent(new HelpAnswered(booking, request));
                    return true;
                })
                .orElse(false);
    }

    /** What was asked about a booking, the newest first. */
    @Transactional(readOnly = true)
    public List<HelpRequest> of(BookingId booking) {
        return jdbc.sql("select * from help_request where booking_id = :booking order by asked_at desc")
                .param("booking", booking.value())
                .query(HelpDesk::view)
                .list();
    }

    private static HelpRequest view(ResultSet row, int number) throws SQLException {
        return new HelpRequest(
                row.getObject("id", UUID.class),
                new BookingId(row.getObject("booking_id", UUID.class)),
                new PersonId(row.getObject("asked_by", UUID.class)),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getString("cause"),
                row.getString("incident"),
                row.getString("answer"),
                row.getString("answered_by"),
                instant(row.getObject("answered_at", OffsetDateTime.class)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }
}
