package org.podkeeper.notification.mail;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.notification.Topic;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The links in mails that take their reader off a topic without signing in (RFC 8058). A link carries person and topic,
 * signed by the portal; it can do nothing else than what it is for.
 */
@Service
public class Unsubscribing {
    private static final String DIGEST = "DIGEST";
    private static final int SIGNATURE_BYTES = 16;
    private static final Pattern LINK = Pattern.compile("([0-9a-f-]{36})\\.([A-Z_]+)\\.([A-Za-z0-9_-]{22})");

    private final JdbcClient jdbc;
    private final MailChoices choices;
    private final People people;

    Unsubscribing(JdbcClient jdbc, MailChoices choices, People people) {
        this.jdbc = jdbc;
        this.choices = choices;
        this.people = people;
    }

    /** What a link stops: one topic, or with null everything that comes in the digest. */
    public record Stop(Person person, @Nullable Topic topic) {}

    /** The page that stops it. */
    public String path(PersonId person, @Nullable Topic topic) {
        String what = person + "." + (topic == null ? DIGEST : topic.name());
        return "/mail/unsubscribe/" + what + "." + sign(what);
    }

    /** What this link stops; empty when the portal never gave it. */
    @Transactional(readOnly = true)
    public Optional<Stop> read(String link) {
        Matcher parts = LINK.matcher(link);
        if (!parts.matches()) {
            return Optional.empty();
        }
        byte[] given = parts.group(3).getBytes(StandardCharsets.US_ASCII);
        byte[] due = sign(parts.group(1) + "." + parts.group(2)).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(given, due)) {
            return Optional.empty();
        }
        Topic topic = parts.group(2).equals(DIGEST) ? null : Topic.valueOf(parts.group(2));
        return people.find(new PersonId(UUID.fromString(parts.group(1)))).map(person -> new Stop(person, topic));
    }

    @Transactional
    public void stop(Stop stop) {
        PersonId person = stop.person().id();
        if (stop.topic() != null) {
            choices.choose(person, stop.topic(), Delivery.NOT);
            return;
        }
        for (Map.Entry<Topic, Delivery> choice : choices.of(stop.person()).entrySet()) {
            if (choice.getValue() == Delivery.IN_DIGEST) {
                choices.choose(person, choice.getKey(), Delivery.NOT);
            }
        }
    }

    private String sign(String what) {
        byte[] secret =
                jdbc.sql("select secret from mail_key").query(byte[].class).single();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] signature = mac.doFinal(("unsubscribe " + what).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(java.util.Arrays.copyOf(signature, SIGNATURE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }
}
