package org.podkeeper.booking;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Says a refusal in words, with times in the reader's zone. */
@Component
public class RefusalText {
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);

    private final MessageSource messages;

    RefusalText(MessageSource messages) {
        this.messages = messages;
    }

    public String of(Refusal refusal, ZoneId zone) {
        Object[] args = refusal.args().stream().map(arg -> inWords(arg, zone)).toArray();
        return messages.getMessage("booking.refusal." + refusal.code(), args, Locale.ENGLISH);
    }

    private static Object inWords(Object arg, ZoneId zone) {
        return switch (arg) {
            case Instant instant -> AT.format(instant.atZone(zone)) + " (" + zone.getId() + ")";
            case Duration duration -> inWords(duration);
            case Number number -> String.valueOf(number);
            default -> arg;
        };
    }

    private static String inWords(Duration length) {
        if (length.toDays() > 0 && length.toHoursPart() == 0) {
            return length.toDays() == 1 ? "1 day" : length.toDays() + " days";
        }
        if (length.toHours() > 0) {
            return length.toMinutesPart() == 0
                    ? length.toHours() + " h"
                    : length.toHours() + " h " + length.toMinutesPart() + " min";
        }
        return length.toMinutes() + " min";
    }
}
