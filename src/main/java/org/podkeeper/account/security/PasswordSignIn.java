package org.podkeeper.account.security;

import java.time.Duration;
import org.podkeeper.account.SignInDesk;
import org.podkeeper.account.SignInResult.Disabled;
import org.podkeeper.account.SignInResult.TooOften;
import org.podkeeper.account.SignInResult.Welcome;
import org.podkeeper.account.SignInResult.Wrong;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Brings the sign-in form to the desk, and its answer back in the words of Spring Security. */
@Component
class PasswordSignIn implements AuthenticationProvider {
    private final SignInDesk desk;

    PasswordSignIn(SignInDesk desk) {
        this.desk = desk;
    }

    @Override
    public Authentication authenticate(Authentication form) {
        String address =
                form.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "unknown";
        String password = form.getCredentials() instanceof String text ? text : "";
        return switch (desk.signIn(form.getName(), password, address)) {
            case Welcome(var person) -> new SignedInPerson(person);
            case Wrong() -> throw new BadCredentialsException("Wrong user name or password");
            case Disabled() -> throw new DisabledException("Account disabled");
            case TooOften(var delay) -> throw new TooManyAttempts(delay);
        };
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    static final class TooManyAttempts extends AuthenticationException {
        private final Duration delay;

        TooManyAttempts(Duration delay) {
            super("Too many attempts");
            this.delay = delay;
        }

        Duration delay() {
            return delay;
        }
    }
}
