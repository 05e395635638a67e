package org.podkeeper.inventory;

import java.util.List;

/**
 * One reason why a change was refused.
 *
 * @param field the field of the form that it stands next to, or empty for the change as a whole
 * @param code key of the sentence in the module's texts
 * @param arguments the numbers and names in that sentence
 */
public record Complaint(String field, String code, List<Object> arguments) {
    public Complaint {
        arguments = List.copyOf(arguments);
    }

    static Complaint about(String field, String code, Object... arguments) {
        return new Complaint(field, "inventory.refused." + code, List.of(arguments));
    }
}
