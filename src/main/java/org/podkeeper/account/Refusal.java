package org.podkeeper.account;

import java.util.List;

/**
 * One reason why something was not done.
 *
 * @param field the field of the form or request that it is about, empty when it is about all of it
 * @param code key of the sentence in {@code messages/account.properties}
 * @param details what the sentence names: numbers, names
 */
public record Refusal(String field, String code, List<Object> details) {
    static Refusal of(String field, String code, Object... details) {
        return new Refusal(field, code, List.of(details));
    }
}
