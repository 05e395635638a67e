package org.podkeeper.inventory.web;

import java.util.List;
import java.util.Locale;
import org.podkeeper.inventory.Complaint;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;

/** Sentences of this module for what a template does not print itself. */
@Component("inventoryWords")
class Words {
    private final MessageSource messages;

    Words(MessageSource messages) {
        this.messages = messages;
    }

    String say(String code, Object... arguments) {
        return messages.getMessage("inventory." + code, arguments, Locale.ENGLISH);
    }

    /** Puts every complaint next to its field. */
    static void show(List<Complaint> complaints, Errors errors) {
        for (Complaint complaint : complaints) {
            Object[] arguments = complaint.arguments().toArray();
            if (complaint.field().isEmpty()) {
                errors.reject(complaint.code(), arguments, complaint.code());
            } else {
                errors.rejectValue(complaint.field(), complaint.code(), arguments, complaint.code());
            }
        }
    }

    /** For places without a form: all complaints in one text. */
    String say(List<Complaint> complaints) {
        return String.join(
                " ",
                complaints.stream()
                        .map(complaint -> messages.getMessage(
                                complaint.code(), complaint.arguments().toArray(), Locale.ENGLISH))
                        .toList());
    }
}
