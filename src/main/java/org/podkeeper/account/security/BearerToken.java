package org.podkeeper.account.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.podkeeper.account.SignedIn;
import org.podkeeper.account.TokenDesk;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Recognises the owner of the personal token that a request of the API brings. */
class BearerToken extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final TokenDesk desk;
    private final ApiRefusals refusals;

    BearerToken(TokenDesk desk, ApiRefusals refusals) {
        this.desk = desk;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            chain.doFilter(request, response);
            return;
        }
        Optional<SignedIn> owner = desk.whose(header.substring(SCHEME.length()).strip());
        if (owner.isEmpty()) {
            refusals.refuseToken(request, response);
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new SignedInPerson(owner.get()));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }
}
