package org.podkeeper.account.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * Sends a stranger to the sign-in page. Where htmx asked for a part of a page, the whole page is loaded again instead,
 * which leads there: a sign-in form must not appear in the middle of another page.
 */
class AskToSignIn implements AuthenticationEntryPoint {
    private final AuthenticationEntryPoint signInPage;

    AskToSignIn(AuthenticationEntryPoint signInPage) {
        this.signInPage = signInPage;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException, ServletException {
        if (Htmx.asked(request)) {
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
            response.setHeader("HX-Refresh", "true");
        } else {
            signInPage.commence(request, response, reason);
        }
    }
}
