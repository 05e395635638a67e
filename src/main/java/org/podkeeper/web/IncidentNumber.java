package org.podkeeper.web;

import java.security.SecureRandom;

/** What a person quotes and the log is searched for: eight signs that nobody mistakes for one another. */
public final class IncidentNumber {
    private static final String SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ";
    private static final SecureRandom RANDOM = new SecureRandom();

    private IncidentNumber() {}

    public static String next() {
        return part() + "-" + part();
    }

    private static String part() {
        return RANDOM.ints(4, 0, SIGNS.length())
                .mapToObj(SIGNS::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }
}
