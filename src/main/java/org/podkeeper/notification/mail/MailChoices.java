package org.podkeeper.notification.mail;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.notification.Topic;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door to how people want to hear of things: at once by mail, in a daily digest, or in their inbox alone. */
@Service
@Transactional
public class MailChoices {
    /** The hour of the digest of people who chose none. */
    public static final int USUAL_HOUR = 8;

    private final JdbcClient jdbc;

    MailChoices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How the person wants to hear of the topic; at once unless they chose otherwise. */
    @Transactional(readOnly = true)
    public Delivery of(PersonId person, Topic topic) {
        return jdbc.sql("select delivery from mail_choice where person_id = :person and topic = :topic")
                .param("person", person.value())
                .param("topic", topic.name())
                .query((row, n) -> Delivery.valueOf(row.getString("delivery")))
                .optional()
                .orElse(Delivery.AT_ONCE);
    }

    /** Every topic that the person may hear of. */
    @Transactional(readOnly = true)
    public Map<Topic, Delivery> of(Person person) {
        var choices = new EnumMap<Topic, Delivery>(Topic.class);
        Arrays.stream(Topic.values())
                .filter(topic -> topic.isFor(person))
                .forEach(topic -> choices.put(topic, of(person.id(), topic)));
        return choices;
    }

    /** From now on. Mails and digest lines of a topic that is not wanted any more and were not sent yet are not sent. */
    public void choose(PersonId person, Topic topic, Delivery delivery) {
        jdbc.sql("""
                        insert into mail_choice (person_id, topic, delivery) values (:person, :topic, :delivery)
                        on conflict (person_id, topic) do update set delivery = excluded.delivery
                        """)
                .param("person", person.value())
                .param("topic", topic.name())
                .param("delivery", delivery.name())
                .update();
        if (delivery == Delivery.NOT) {
            forget("delete from mail where state = 'QUEUED' and claimed_until is null", person, topic);
            forget("delete from mail_digest_item where mail_id is null", person, topic);
        }
    }

    private void forget(String which, PersonId person, Topic topic) {
        jdbc.sql(which + " and person_id = :person and topic = :topic")
                .param("person", person.value())
                .param("topic", topic.name())
                .update();
    }

    /** The hour of the day, in the person's time zone, at which their digest comes. */
    @Transactional(readOnly = true)
    public int digestHour(PersonId person) {
        Optional<Integer> chosen = jdbc.sql("select hour from mail_digest_habit where person_id = :person")
                .param("person", person.value())
                .query(Integer.class)
                .optional();
        return chosen.orElse(USUAL_HOUR);
    }

    /** @param hour 0 to 23 */
    public void chooseDigestHour(PersonId person, int hour) {
        jdbc.sql("""
                        insert into mail_digest_habit (person_id, hour) values (:person, :hour)
                        on conflict (person_id) do update set hour = excluded.hour
                        """).param("person", person.value()).param("hour", hour).update();
    }
}
