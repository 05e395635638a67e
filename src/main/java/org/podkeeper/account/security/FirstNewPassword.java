package org.podkeeper.account.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Whoever came in with a password that somebody else knows chooses an own one before anything else. */
class FirstNewPassword extends OncePerRequestFilter {
    private static final String PAGE = "/profile/password";
    private static final Set<String> OPEN = Set.of(PAGE, "/sign-in", "/sign-out", "/error");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        boolean bound = SecurityContextHolder.getContext().getAuthentication() instanceof SignedInPerson someone
                && someone.signedIn().mustChangePassword();
        if (!bound || OPEN.contains(path) || Routes.isAsset(path)) {
            chain.doFilter(request, response);
        } else if (Htmx.asked(request)) {
            response.setHeader("HX-Redirect", request.getContextPath() + PAGE);
        } else {
            response.sendRedirect(request.getContextPath() + PAGE);
        }
    }
}
