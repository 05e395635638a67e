package org.podkeeper.booking;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.TeamId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who may do what with bookings that are another's. */
@Repository
class Collaborators {
    private final JdbcClient jdbc;

    Collaborators(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The most that they may, by name or in the booking's team. */
    Optional<Grade> gradeOf(BookingId booking, PersonId person) {
        return jdbc
                .sql("select grade from booking_grade where booking_id = :booking and person_id = :person")
                .param("booking", booking.value())
                .param("person", person.value())
                .query((row, n) -> Grade.valueOf(row.getString("grade")))
                .list()
                .stream()
                .max(Comparator.naturalOrder());
    }

    /** What they may by name. */
    Optional<Grade> byName(BookingId booking, PersonId person) {
        return of(booking).stream()
                .filter(one -> one.person().equals(person))
                .map(Collaborator::grade)
                .findFirst();
    }

    /** In the order in which they were added. */
    List<Collaborator> of(BookingId booking) {
        return jdbc.sql("select * from booking_collaborator where booking_id = :booking order by added_at, person_id")
                .param("booking", booking.value())
                .query((row, n) -> new Collaborator(
                        new PersonId(row.getObject("person_id", UUID.class)),
                        Grade.valueOf(row.getString("grade")),
                        row.getString("added_by"),
                        row.getObject("added_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    void put(BookingId booking, PersonId person, Grade grade, String by, Instant now) {
        jdbc.sql("""
                        insert into booking_collaborator (booking_id, person_id, grade, added_by, added_at)
                        values (:booking, :person, :grade, :by, :now)
                        on conflict (booking_id, person_id) do update set grade = excluded.grade
                        """)
                .param("booking", booking.value())
                .param("person", person.value())
                .param("grade", grade.name())
                .param("by", by)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void remove(BookingId booking, PersonId person) {
        jdbc.sql("delete from booking_collaborator where booking_id = :booking and person_id = :person")
                .param("booking", booking.value())
                .param("person", person.value())
                .update();
    }

    /** Those who work with the booking's machines: its owner, and whom that was allowed. */
    Set<PersonId> usersOf(BookingId booking) {
        return jdbc.sql("""
                        select owner_id as person_id from booking where id = :booking
                        union
                        select person_id from booking_grade where booking_id = :booking and grade <> 'LOOK'
                        """)
                .param("booking", booking.value())
                .query((row, n) -> new PersonId(row.getObject("person_id", UUID.class)))
                .set();
    }

    /** Bookings of a team that are not over. */
    List<BookingId> ofTeam(TeamId team) {
        return jdbc.sql("select id from booking where team_id = :team and state = 'CONFIRMED'")
                .param("team", team.value())
                .query((row, n) -> new BookingId(row.getObject("id", UUID.class)))
                .list();
    }

    /** Bookings that are not over and whose machines the person works with. */
    List<BookingId> usedBy(PersonId person) {
        return jdbc.sql("""
                        select b.id from booking b
                        where b.state = 'CONFIRMED' and (b.owner_id = :person or exists (
                            select from booking_grade c
                            where c.booking_id = b.id and c.person_id = :person and c.grade <> 'LOOK'))
                        """)
                .param("person", person.value())
                .query((row, n) -> new BookingId(row.getObject("id", UUID.class)))
                .list();
    }
}
