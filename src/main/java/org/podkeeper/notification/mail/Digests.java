package org.podkeeper.notification.mail;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Gathers into one mail a day, at the reader's hour, what they did not want at once. */
@Service
class Digests {
    private final JdbcClient jdbc;
    private final People people;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Digests(JdbcClient jdbc, People people, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * When it was this hour last, in this zone. Where the clock jumps over the hour it is when it jumps, where the hour
     * comes twice it is the first one.
     */
    static ZonedDateTime last(Instant now, ZoneId zone, int hour) {
        LocalDate today = now.atZone(zone).toLocalDate();
        ZonedDateTime due = ZonedDateTime.of(today, LocalTime.of(hour, 0), zone);
        return due.toInstant().isAfter(now) ? ZonedDateTime.of(today.minusDays(1), LocalTime.of(hour, 0), zone) : due;
    }

    /** Queues the digests that are due. */
    void gather() {
        List<PersonId> waiting = jdbc.sql("select distinct person_id from mail_digest_item where mail_id is null")
                .query((row, n) -> new PersonId(row.getObject("person_id", UUID.class)))
                .list();
        for (Person person : people.find(waiting)) {
            transaction.executeWithoutResult(tx -> gather(person));
        }
    }

    private record Habit(int hour, LocalDate lastOn) {}

    private void gather(Person person) {
        Instant now = clock.instant();
        UUID id = person.id().value();
        jdbc.sql("insert into mail_digest_habit (person_id, hour) values (:person, :hour) on conflict do nothing")
                .param("person", id)
                .param("hour", MailChoices.USUAL_HOUR)
                .update();
        Habit habit = jdbc.sql("""
                        select hour, coalesce(last_on, date '1970-01-01') as last_on from mail_digest_habit
                        where person_id = :person for update
                        """)
                .param("person", id)
                .query((row, n) -> new Habit(row.getInt("hour"), row.getObject("last_on", LocalDate.class)))
                .single();
        ZonedDateTime due = last(now, person.timeZone(), habit.hour());
        if (!due.toLocalDate().isAfter(habit.lastOn())) {
            return;
        }
        var mail = UUID.randomUUID();
        jdbc.sql("""
                        insert into mail (id, person_id, at, state, due_at)
                        select :mail, :person, :now, 'QUEUED', :now
                        where exists (select from mail_digest_item where person_id = :person and mail_id is null and at < :due)
                        """)
                .param("mail", mail)
                .param("person", id)
                .param("now", MailRows.utc(now))
                .param("due", MailRows.utc(due.toInstant()))
                .update();
        int items = jdbc.sql("""
                        update mail_digest_item set mail_id = :mail
                        where person_id = :person and mail_id is null and at < :due
                        """)
                .param("mail", mail)
                .param("person", id)
                .param("due", MailRows.utc(due.toInstant()))
                .update();
        if (items > 0) {
            jdbc.sql("update mail_digest_habit set last_on = :day where person_id = :person")
                    .param("day", due.toLocalDate())
                    .param("person", id)
                    .update();
        }
    }
}
