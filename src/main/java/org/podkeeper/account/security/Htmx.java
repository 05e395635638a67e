package org.podkeeper.account.security;

import jakarta.servlet.http.HttpServletRequest;

/** What one has to know about htmx before a request reaches a controller. */
final class Htmx {
    private Htmx() {}

    static boolean asked(HttpServletRequest request) {
        return "true".equals(request.getHeader("HX-Request"));
    }
}
