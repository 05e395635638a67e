package org.podkeeper.account.security;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.SignedIn;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Whoever is asking, once we know. It lives as long as one request and is never stored. */
final class SignedInPerson extends AbstractAuthenticationToken {
    private final transient SignedIn signedIn;

    SignedInPerson(SignedIn signedIn) {
        super(List.of(
                new SimpleGrantedAuthority("ROLE_" + signedIn.person().role().name())));
        this.signedIn = signedIn;
        setAuthenticated(true);
    }

    SignedIn signedIn() {
        return signedIn;
    }

    @Override
    public Person getPrincipal() {
        return signedIn.person();
    }

    @Override
    public String getName() {
        return signedIn.person().userName();
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignedInPerson that && signedIn.equals(that.signedIn);
    }

    @Override
    public int hashCode() {
        return Objects.hash(signedIn);
    }
}
