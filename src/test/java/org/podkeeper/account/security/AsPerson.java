package org.podkeeper.account.security;

import org.podkeeper.account.Person;
import org.podkeeper.account.SignedIn;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** Requests of tests that come from somebody: {@code mvc.get().uri("/").with(AsPerson.signedIn(person))}. */
public final class AsPerson {
    private AsPerson() {}

    public static RequestPostProcessor signedIn(Person person) {
        return SecurityMockMvcRequestPostProcessors.authentication(new SignedInPerson(new SignedIn(person, 0, false)));
    }
}
