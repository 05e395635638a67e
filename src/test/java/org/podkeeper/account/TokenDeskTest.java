package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Outcome.Done;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@AccountTest
class TokenDeskTest {
    @Autowired
    private TokenDesk desk;

    @Autowired
    private Registrar registrar;

    @Autowired
    private PeopleForTests some;

    @Autowired
    private MovableClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void aTokenStandsForItsOwner() {
        Person owner = some.some(Role.INSTRUCTOR);
        IssuedToken issued = issued(owner, "ci");
        assertThat(issued.secret()).matches("pk_[A-Za-z0-9_-]{43}");
        assertThat(issued.toString()).doesNotContain(issued.secret());
        assertThat(desk.whose(issued.secret()).orElseThrow().person()).isEqualTo(owner);
    }

    @Test
    void theDatabaseDoesNotKnowTheToken() {
        IssuedToken issued = issued(some.some(Role.USER), "ci");
        byte[] stored = jdbc.sql("select sha256 from access_token where id = ?")
                .param(issued.token().id())
                .query(byte[].class)
                .single();
        assertThat(stored).hasSize(32);
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(issued.secret());
    }

    @Test
    void nothingElseIsAToken() {
        String secret = issued(some.some(Role.USER), "ci").secret();
        assertThat(desk.whose("")).isEmpty();
        assertThat(desk.whose("pk_")).isEmpty();
        assertThat(desk.whose(secret.substring(3))).isEmpty();
        assertThat(desk.whose(secret + "x")).isEmpty();
    }

    @Test
    void aTokenEndsWhenItExpires() {
        Person owner = some.some(Role.USER);
        String secret = switch (desk.issue(owner.id(), "short", Duration.ofDays(7))) {
            case Done<IssuedToken>(var token) -> token.secret();
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
        clock.move(Duration.ofDays(7).minusSeconds(1));
        assertThat(desk.whose(secret)).isPresent();
        clock.move(Duration.ofSeconds(1));
        assertThat(desk.whose(secret)).isEmpty();
        assertThat(desk.of(owner.id())).singleElement().matches(PersonalToken::expired);
    }

    @Test
    void aTokenEndsWhenItsOwnerRevokesItAndNobodyElseCan() {
        Person owner = some.some(Role.USER);
        IssuedToken issued = issued(owner, "ci");
        assertThat(desk.revoke(some.some(Role.ADMIN).id(), issued.token().id())).isEmpty();
        assertThat(desk.whose(issued.secret())).isPresent();
        assertThat(desk.revoke(owner.id(), issued.token().id())).isPresent();
        assertThat(desk.whose(issued.secret())).isEmpty();
        assertThat(desk.of(owner.id())).isEmpty();
    }

    @Test
    void aDisabledPersonsTokenIsRefused() {
        Person owner = some.some(Role.USER);
        String secret = issued(owner, "ci").secret();
        registrar.disable(owner.id(), some.some(Role.ADMIN));
        assertThat(desk.whose(secret)).isEmpty();
        registrar.enable(owner.id());
        assertThat(desk.whose(secret)).isPresent();
    }

    @Test
    void notesItsLastUseAtMostOnceAMinute() {
        Person owner = some.some(Role.USER);
        String secret = issued(owner, "ci").secret();
        assertThat(desk.of(owner.id()).getFirst().lastUsed()).isNull();
        Instant first = clock.instant();
        desk.whose(secret);
        clock.move(Duration.ofSeconds(59));
        desk.whose(secret);
        assertThat(desk.of(owner.id()).getFirst().lastUsed()).isEqualTo(first);
        clock.move(Duration.ofSeconds(1));
        desk.whose(secret);
        assertThat(desk.of(owner.id()).getFirst().lastUsed()).isEqualTo(clock.instant());
    }

    @Test
    void refusesNamesThatAreMissingOrTaken() {
        Person owner = some.some(Role.USER);
        issued(owner, "ci");
        assertThat(RegistrarTest.reasons(desk.issue(owner.id(), " ci ", null)))
                .containsExactly("account.token.name-taken");
        assertThat(RegistrarTest.reasons(desk.issue(owner.id(), " ", null)))
                .containsExactly("account.token.name-missing");
    }

    private IssuedToken issued(Person owner, String name) {
        return switch (desk.issue(owner.id(), name, null)) {
            case Done<IssuedToken>(var token) -> token;
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
    }
}
