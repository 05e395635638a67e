package org.podkeeper.account.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.podkeeper.account.SignedIn;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** The session of the request at hand. */
@Component
public class CurrentSession {
    private final PersonInSession repository;

    CurrentSession(PersonInSession repository) {
        this.repository = repository;
    }

    /** Whether the person came in with a password that somebody else knows. */
    public boolean mustChangePassword() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof SignedInPerson someone
                && someone.signedIn().mustChangePassword();
    }

    /** Lets this session go on, under a new id, after all sessions of its person were ended. */
    public void goOnAs(SignedIn person, HttpServletRequest request, HttpServletResponse response) {
        request.getSession();
        request.changeSessionId();
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new SignedInPerson(person));
        SecurityContextHolder.setContext(context);
        repository.saveContext(context, request, response);
    }
}
