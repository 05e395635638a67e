package org.podkeeper.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes a surprise to the log under an id that the reader of the error page can quote. */
@Component
class Incidents {
    private static final Logger log = LoggerFactory.getLogger(Incidents.class);

    String record(String request, Throwable surprise) {
        String id = IncidentNumber.next();
        log.error("Incident {} at {}", id, request, surprise);
        return id;
    }
}
