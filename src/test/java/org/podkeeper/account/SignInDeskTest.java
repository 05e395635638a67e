package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.SignInResult.Disabled;
import org.podkeeper.account.SignInResult.TooOften;
import org.podkeeper.account.SignInResult.Welcome;
import org.podkeeper.account.SignInResult.Wrong;
import org.springframework.beans.factory.annotation.Autowired;

@AccountTest
class SignInDeskTest {
    private static final int PER_ACCOUNT = 10;
    private static final int PER_ADDRESS = 30;
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    @Autowired
    private SignInDesk desk;

    @Autowired
    private Registrar registrar;

    @Autowired
    private Profiles profiles;

    @Autowired
    private PeopleForTests some;

    @Autowired
    private MovableClock clock;

    private final String address = "192.0.2." + ADDRESSES.incrementAndGet();

    @Test
    void welcomesTheRightPasswordWhateverTheCaseOfTheName() {
        OneTimePassword mira = some.named("desk.mira", Role.USER);
        assertThat(desk.signIn(" Desk.Mira ", mira.password(), address))
                .isInstanceOfSatisfying(Welcome.class, welcome -> {
                    assertThat(welcome.person().person()).isEqualTo(mira.person());
                    assertThat(welcome.person().mustChangePassword()).isTrue();
                });
        assertThat(registrar.find(mira.person().id()).orElseThrow().lastSignIn())
                .isEqualTo(clock.instant());
    }

    @Test
    void saysTheSameToAWrongPasswordAndToAnUnknownName() {
        some.named("desk.known", Role.USER);
        assertThat(desk.signIn("desk.known", "wrong", address)).isEqualTo(new Wrong());
        assertThat(desk.signIn("desk.unknown", "wrong", address)).isEqualTo(new Wrong());
        assertThat(desk.signIn("desk.known", "", address)).isEqualTo(new Wrong());
        assertThat(desk.signIn("", "", address)).isEqualTo(new Wrong());
        assertThat(desk.signIn("desk.known", "x".repeat(100_000), address)).isEqualTo(new Wrong());
    }

    @Test
    void tellsThatAnAccountIsDisabledOnlyToWhoHasThePassword() {
        OneTimePassword gone = some.named("desk.gone", Role.USER);
        registrar.disable(gone.person().id(), some.some(Role.ADMIN));
        assertThat(desk.signIn("desk.gone", "wrong", address)).isInstanceOf(Wrong.class);
        assertThat(desk.signIn("desk.gone", gone.password(), address)).isInstanceOf(Disabled.class);
    }

    @Test
    void makesAnAccountWaitAfterTooManyAttemptsFromAnywhere() {
        OneTimePassword victim = some.named("desk.victim", Role.USER);
        for (int i = 0; i < PER_ACCOUNT; i++) {
            assertThat(desk.signIn("desk.victim", "wrong", "198.51.100." + i)).isInstanceOf(Wrong.class);
        }
        clock.move(Duration.ofMinutes(5));
        assertThat(desk.signIn("desk.victim", victim.password(), address))
                .isEqualTo(new TooOften(Duration.ofMinutes(10)));
        clock.move(Duration.ofMinutes(10));
        assertThat(desk.signIn("desk.victim", victim.password(), address)).isInstanceOf(Welcome.class);
    }

    @Test
    void makesAnUnknownNameWaitJustTheSame() {
        for (int i = 0; i < PER_ACCOUNT; i++) {
            assertThat(desk.signIn("desk.nobody", "wrong", "198.51.101." + i)).isInstanceOf(Wrong.class);
        }
        assertThat(desk.signIn("desk.nobody", "wrong", address)).isEqualTo(new TooOften(WINDOW));
    }

    @Test
    void makesAnAddressWaitThatTriesManyNames() {
        OneTimePassword other = some.named("desk.other", Role.USER);
        for (int i = 0; i < PER_ADDRESS; i++) {
            assertThat(desk.signIn("desk.guess" + i, "wrong", "2001:db8:1:" + ADDRESSES + "::" + i))
                    .isInstanceOf(Wrong.class);
        }
        assertThat(desk.signIn("desk.other", other.password(), "2001:db8:1:" + ADDRESSES + ":ffff::1"))
                .as("the same /64")
                .isEqualTo(new TooOften(WINDOW));
        assertThat(desk.signIn("desk.other", other.password(), "2001:db8:2:" + ADDRESSES + "::1"))
                .isInstanceOf(Welcome.class);
    }

    @Test
    void aRightPasswordStartsTheCountAfresh() {
        OneTimePassword person = some.named("desk.typist", Role.USER);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < PER_ACCOUNT - 1; i++) {
                assertThat(desk.signIn("desk.typist", "wrong", address)).isInstanceOf(Wrong.class);
            }
            assertThat(desk.signIn("desk.typist", person.password(), address)).isInstanceOf(Welcome.class);
        }
    }

    @Test
    void manyAttemptsAtTheSameMomentDoNotSlipThrough() throws Exception {
        some.named("desk.raced", Role.USER);
        List<Callable<SignInResult>> race = new ArrayList<>();
        for (int i = 0; i < 3 * PER_ACCOUNT; i++) {
            String from = "203.0.113." + i;
            race.add(() -> desk.signIn("desk.raced", "wrong", from));
        }
        int lookedAt = 0;
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (var result : threads.invokeAll(race)) {
                lookedAt += result.get() instanceof Wrong ? 1 : 0;
            }
        }
        assertThat(lookedAt).isEqualTo(PER_ACCOUNT);
    }

    @Test
    void aSessionEndsWithANewPasswordAResetAndADisabledAccount() {
        OneTimePassword person = some.named("desk.session", Role.USER);
        PersonId id = person.person().id();
        int first = welcomed("desk.session", person.password()).generation();
        assertThat(desk.resume(id, first)).isPresent();

        profiles.changePassword(id, person.password(), "a much better one", "a much better one");
        assertThat(desk.resume(id, first)).isEmpty();
        int second = welcomed("desk.session", "a much better one").generation();
        assertThat(desk.resume(id, second).orElseThrow().mustChangePassword()).isFalse();

        String third = registrar.resetPassword(id).password();
        assertThat(desk.resume(id, second)).isEmpty();
        SignedIn again = welcomed("desk.session", third);
        assertThat(again.mustChangePassword()).isTrue();

        registrar.disable(id, some.some(Role.ADMIN));
        assertThat(desk.resume(id, again.generation())).isEmpty();
        registrar.enable(id);
        assertThat(desk.resume(id, again.generation())).as("ended for good").isEmpty();
    }

    private SignedIn welcomed(String userName, String password) {
        return switch (desk.signIn(userName, password, address)) {
            case Welcome(var person) -> person;
            case SignInResult other -> throw new AssertionError(other);
        };
    }
}
