package org.podkeeper.web;

import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes a surprise to the log under an id that the reader of the error page can quote. */
@Component
class Incidents {
    private static final Logger log = LoggerFactory.getLogger(Incidents.class);
    /** Without letters and digits that are mistaken for one another. */
    private static final String SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ";

    private final SecureRandom random = new SecureRandom();

    String record(String request, Throwable surprise) {
        var id = part() + "-" + part();
        log.error("Incident {} at {}", id, request, surprise);
        return id;
    }

    private String part() {
        return random.ints(4, 0, SIGNS.length())
                .mapToObj(SIGNS::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }
}
