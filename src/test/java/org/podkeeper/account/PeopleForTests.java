package org.podkeeper.account;

import java.util.concurrent.atomic.AtomicInteger;
import org.podkeeper.account.Outcome.Done;
import org.springframework.boot.test.context.TestComponent;

/** Makes people for tests: {@code @Import(PeopleForTests.class)}. */
@TestComponent
public class PeopleForTests {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Registrar registrar;

    PeopleForTests(Registrar registrar) {
        this.registrar = registrar;
    }

    /** Somebody new in this role. */
    public Person some(Role role) {
        return named("someone" + NUMBERS.incrementAndGet(), role).person();
    }

    /** Somebody of this user name, with the password that they sign in with first. */
    public OneTimePassword named(String userName, Role role) {
        NewPerson wanted = new NewPerson(userName, "Full Name of " + userName, userName + "@podkeeper.example", role);
        return switch (registrar.create(wanted)) {
            case Done<OneTimePassword>(var created) -> created;
            case Outcome.Refused<OneTimePassword>(var reasons) ->
                throw new IllegalArgumentException(reasons.toString());
        };
    }
}
