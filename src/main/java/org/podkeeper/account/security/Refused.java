package org.podkeeper.account.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.support.SessionFlashMapManager;

/**
 * Answers what is refused on a page. A form that comes in after its session ended is no attack but a person who was
 * away for long: they go to the sign-in page with a sentence.
 */
@Component
class Refused implements AccessDeniedHandler {
    private final MessageSource messages;

    Refused(MessageSource messages) {
        this.messages = messages;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException, ServletException {
        Principal person = request.getUserPrincipal();
        if (reason instanceof CsrfException && !(person instanceof SignedInPerson)) {
            FlashMap flash = new FlashMap();
            flash.put("problem", messages.getMessage("account.sign-in.session-ended", null, request.getLocale()));
            new SessionFlashMapManager().saveOutputFlashMap(flash, request, response);
            if (Htmx.asked(request)) {
                response.setHeader("HX-Redirect", request.getContextPath() + "/sign-in");
            } else {
                response.sendRedirect(request.getContextPath() + "/sign-in");
            }
            return;
        }
        response.sendError(HttpStatus.FORBIDDEN.value());
    }
}
