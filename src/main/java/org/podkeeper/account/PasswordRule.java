package org.podkeeper.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which passwords are strong enough: long ones. */
class PasswordRule {
    static final int MIN_LENGTH = 12;
    /** Hashing costs time for every character, so there is an end to it. */
    static final int MAX_LENGTH = 128;

    private static final int MIN_DISTINCT = 5;

    private PasswordRule() {}

    static List<Refusal> check(String field, String password, String userName) {
        List<Refusal> refusals = new ArrayList<>();
        int length = password.codePointCount(0, password.length());
        if (length < MIN_LENGTH) {
            refusals.add(Refusal.of(field, "account.password.too-short", MIN_LENGTH, length));
        } else if (length > MAX_LENGTH) {
            refusals.add(Refusal.of(field, "account.password.too-long", MAX_LENGTH, length));
        } else if (password.codePoints().distinct().count() < MIN_DISTINCT) {
            refusals.add(Refusal.of(field, "account.password.too-uniform", MIN_DISTINCT));
        }
        if (password.toLowerCase(Locale.ROOT).contains(userName)) {
            refusals.add(Refusal.of(field, "account.password.has-user-name"));
        }
        return refusals;
    }
}
