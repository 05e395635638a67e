package org.podkeeper.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Answers requests that failed for a reason nobody expected: the reason goes to the log, an incident id to the reader. */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class Surprises {
    private final Incidents incidents;

    Surprises(Incidents incidents) {
        this.incidents = incidents;
    }

    @ExceptionHandler
    Object surprise(Exception surprise, HttpServletRequest request) throws Exception {
        if (surprise instanceof AccessDeniedException || surprise instanceof AuthenticationException) {
            throw surprise; // the security filters answer these
        }
        return ErrorAnswers.incident(
                request, incidents.record(request.getMethod() + " " + request.getRequestURI(), surprise));
    }
}
