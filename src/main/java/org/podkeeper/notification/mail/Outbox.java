package org.podkeeper.notification.mail;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.podkeeper.account.PersonId;
import org.podkeeper.notification.MessageId;
import org.podkeeper.notification.Topic;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Where mails wait to be sent, written in the transaction of what they tell of. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Outbox {
    private final JdbcClient jdbc;
    private final MailChoices choices;
    private final MailSwitch mail;
    private final Clock clock;

    Outbox(JdbcClient jdbc, MailChoices choices, MailSwitch mail, Clock clock) {
        this.jdbc = jdbc;
        this.choices = choices;
        this.mail = mail;
        this.clock = clock;
    }

    /** The message goes out the way that its reader chose. Where no mail is sent, nothing is written. */
    public void put(PersonId to, Topic topic, MessageId message) {
        if (!mail.isOn()) {
            return;
        }
        switch (choices.of(to, topic)) {
            case AT_ONCE -> write("""
                    insert into mail (id, person_id, topic, message_id, at, state, due_at)
                    values (gen_random_uuid(), :person, :topic, :message, :now, 'QUEUED', :now)
                    """, to, topic, message);
            case IN_DIGEST -> write("""
                    insert into mail_digest_item (message_id, person_id, topic, at) values (:message, :person, :topic, :now)
                    """, to, topic, message);
            case NOT -> {}
        }
    }

    private void write(String sql, PersonId to, Topic topic, MessageId message) {
        Instant now = clock.instant();
        jdbc.sql(sql)
                .param("person", to.value())
                .param("topic", topic.name())
                .param("message", message.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }
}
