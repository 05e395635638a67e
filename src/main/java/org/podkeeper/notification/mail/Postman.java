package org.podkeeper.notification.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Service;

/**
 * Brings mails to the mail server. A row is claimed, sent without a transaction, and marked; a portal that dies between
 * the server's OK and the mark lets another one send it once more, under the same Message-ID, by which servers and
 * readers know it for the same.
 */
@Service
class Postman {
    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
    /** Longer than all timeouts of one conversation with a mail server together. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private final MailRows rows;
    private final ObjectProvider<JavaMailSender> senders;
    private final Letters letters;
    private final People people;
    private final MailSettings settings;
    private final Clock clock;

    Postman(
            MailRows rows,
            ObjectProvider<JavaMailSender> senders,
            Letters letters,
            People people,
            MailSettings settings,
            Clock clock) {
        this.rows = rows;
        this.senders = senders;
        this.letters = letters;
        this.people = people;
        this.settings = settings;
        this.clock = clock;
    }

    /** Sends what is due, until nothing is or the server is away. */
    void deliver() {
        JavaMailSender sender = senders.getIfAvailable();
        if (sender == null) {
            rows.giveUpAll("This portal sends no mail any more.", clock.instant());
            return;
        }
        boolean on = true;
        while (on) {
            Instant now = clock.instant();
            Optional<MailRows.Claimed> mail = rows.claim(now, now.plus(CLAIM));
            on = mail.isPresent() && deliver(mail.get(), sender);
        }
    }

    /** Whether it makes sense to go on with the next one. */
    private boolean deliver(MailRows.Claimed mail, JavaMailSender sender) {
        Person person = people.find(mail.person()).orElse(null);
        List<MailRows.Line> lines = rows.lines(mail.id());
        if (person == null || !people.isInUse(mail.person())) {
            rows.giveUp(mail.id(), null, "The account is disabled.", clock.instant());
            return true;
        }
        if (lines.isEmpty()) {
            rows.giveUp(mail.id(), null, "What it would tell is gone.", clock.instant());
            return true;
        }
        try {
            MimeMessage letter = sender.createMimeMessage();
            letters.write(letter, mail, person, lines, clock.instant());
            sender.send(letter);
        } catch (MessagingException | RuntimeException e) {
            return refused(mail, person.email(), Refusals.of(e));
        }
        rows.sent(mail.id(), person.email(), clock.instant());
        return true;
    }

    private boolean refused(MailRows.Claimed mail, String to, Refusals.Refusal refusal) {
        Instant now = clock.instant();
        Instant next = now.plus(settings.pauseAfter(mail.attempts()));
        if (refusal.permanent() || next.isAfter(mail.at().plus(settings.giveUpAfter()))) {
            LOG.warn("Mail {} to {} is given up after {} tries: {}", mail.id(), to, mail.attempts(), refusal.why());
            rows.giveUp(mail.id(), to, refusal.why(), now);
        } else {
            LOG.info("Mail {} is tried again at {}: {}", mail.id(), next, refusal.why());
            rows.later(mail.id(), to, refusal.why(), next);
        }
        return !refusal.everything();
    }

    void tidy() {
        rows.removeFinishedBefore(clock.instant().minus(settings.keep()));
    }
}
