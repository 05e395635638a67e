package org.podkeeper.outage.web;

import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Sentences of this module for what a template does not print itself. */
@Component("outageWords")
class Words {
    private final MessageSource messages;

    Words(MessageSource messages) {
        this.messages = messages;
    }

    String say(String code, Object... arguments) {
        return messages.getMessage("outage." + code, arguments, Locale.ENGLISH);
    }
}
