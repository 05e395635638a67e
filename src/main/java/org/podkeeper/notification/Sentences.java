package org.podkeeper.notification;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** The words of messages, with times as their reader's clock shows them. */
@Component("notificationSentences")
class Sentences {
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm", Locale.UK);

    private final MessageSource texts;

    Sentences(MessageSource texts) {
        this.texts = texts;
    }

    /** @param code without {@code notification.} */
    String say(String code, Object... arguments) {
        return texts.getMessage("notification." + code, arguments, Locale.ENGLISH);
    }

    /** A word of another module. */
    String word(String code) {
        return texts.getMessage(code, null, Locale.ENGLISH);
    }

    String at(Instant instant, ZoneId zone) {
        return AT.format(instant.atZone(zone)) + " (" + zone.getId() + ")";
    }
}
