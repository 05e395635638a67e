package org.podkeeper.account;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What may be said about a person. */
class PersonRule {
    private static final Pattern USER_NAME = Pattern.compile("[a-z][a-z0-9._-]{1,31}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"(),;:]+@[^\\s@<>\"(),;:]+");
    private static final int MAX_FULL_NAME = 100;
    private static final int MAX_EMAIL = 254;

    private PersonRule() {}

    static List<Refusal> check(NewPerson wanted) {
        List<Refusal> refusals = new ArrayList<>();
        if (!USER_NAME.matcher(wanted.userName()).matches()) {
            refusals.add(Refusal.of("userName", "account.user-name.shape"));
        }
        refusals.addAll(check(wanted.fullName(), wanted.email()));
        return refusals;
    }

    static List<Refusal> check(String fullName, String email) {
        List<Refusal> refusals = new ArrayList<>();
        if (fullName.isBlank()) {
            refusals.add(Refusal.of("fullName", "account.full-name.missing"));
        } else if (fullName.length() > MAX_FULL_NAME || fullName.chars().anyMatch(Character::isISOControl)) {
            refusals.add(Refusal.of("fullName", "account.full-name.shape", MAX_FULL_NAME));
        }
        if (email.length() > MAX_EMAIL || !EMAIL.matcher(email).matches()) {
            refusals.add(Refusal.of("email", "account.email.shape"));
        }
        return refusals;
    }

    /** A zone of the time zone database that this Java knows; not an offset, which would ignore summer time. */
    static Optional<ZoneId> zone(String id) {
        if (!ZoneId.getAvailableZoneIds().contains(id)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZoneId.of(id));
        } catch (DateTimeException gone) {
            return Optional.empty();
        }
    }
}
