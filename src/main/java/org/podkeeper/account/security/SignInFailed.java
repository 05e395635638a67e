package org.podkeeper.account.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.podkeeper.account.security.PasswordSignIn.TooManyAttempts;
import org.springframework.context.MessageSource;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.support.SessionFlashMapManager;

/** Back to the sign-in page, with a sentence that says what to do and gives no names away. */
@Component
class SignInFailed implements AuthenticationFailureHandler {
    private static final int LONGEST_NAME = 64;

    private final MessageSource messages;

    SignInFailed(MessageSource messages) {
        this.messages = messages;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        String name = request.getParameter("username");
        FlashMap flash = new FlashMap();
        flash.put("problem", sentence(request, reason));
        flash.put("userName", name == null ? "" : name.substring(0, Math.min(name.length(), LONGEST_NAME)));
        new SessionFlashMapManager().saveOutputFlashMap(flash, request, response);
        response.sendRedirect(request.getContextPath() + "/sign-in");
    }

    private String sentence(HttpServletRequest request, AuthenticationException reason) {
        return switch (reason) {
            case TooManyAttempts often -> tooMany(request, often.delay());
            case DisabledException disabled -> message(request, "account.sign-in.disabled");
            default -> message(request, "account.sign-in.wrong");
        };
    }

    private String tooMany(HttpServletRequest request, Duration delay) {
        long minutes = delay.plusSeconds(59).toMinutes();
        return message(request, "account.sign-in.too-often", minutes);
    }

    private String message(HttpServletRequest request, String code, Object... details) {
        return messages.getMessage(code, details, request.getLocale());
    }
}
