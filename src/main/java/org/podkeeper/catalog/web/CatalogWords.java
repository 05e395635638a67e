package org.podkeeper.catalog.web;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Complaint;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;

/** Sentences and sizes of this module; templates call it {@code @catalogWords}. */
@Component("catalogWords")
public class CatalogWords {
    private final MessageSource messages;

    CatalogWords(MessageSource messages) {
        this.messages = messages;
    }

    String say(String code, Object... arguments) {
        return messages.getMessage("catalog." + code, arguments, Locale.ENGLISH);
    }

    String say(List<Complaint> complaints) {
        return complaints.stream()
                .map(complaint -> messages.getMessage(
                        complaint.code(), complaint.arguments().toArray(), Locale.ENGLISH))
                .collect(Collectors.joining(" "));
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

    public String bytes(long bytes) {
        return Sizes.bytes(bytes);
    }

    public String memory(long mib) {
        return Sizes.memory(mib);
    }

    /** For example {@code 4 vCPU · 8 GiB · 100 GiB}. */
    public String size(Pod.Node node) {
        return Sizes.of(node);
    }

    /** How a card is on its networks: {@code admin, storage (VLAN 20)}. */
    public String attachments(Pod.Nic nic) {
        return nic.attachments().stream()
                .map(attachment -> attachment.vlan() == null
                        ? attachment.network()
                        : say("attachment.tagged", attachment.network(), String.valueOf(attachment.vlan())))
                .collect(Collectors.joining(", "));
    }
}
