package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Outcome.Done;
import org.springframework.beans.factory.annotation.Autowired;

@AccountTest
class ProfilesTest {
    @Autowired
    private Profiles profiles;

    @Autowired
    private People people;

    @Autowired
    private PeopleForTests some;

    @Test
    void savesWhatOneSaysAboutOneself() {
        Person person = some.some(Role.USER);
        profiles.edit(person.id(), "  Mira Lindqvist ", "mira@lab.example ", "Europe/Stockholm");
        assertThat(people.find(person.id()).orElseThrow())
                .isEqualTo(new Person(
                        person.id(),
                        person.userName(),
                        "Mira Lindqvist",
                        "mira@lab.example",
                        Role.USER,
                        ZoneId.of("Europe/Stockholm")));
    }

    @Test
    void saysEveryReasonAgainstAProfileAtOnce() {
        Person person = some.some(Role.USER);
        assertThat(RegistrarTest.reasons(profiles.edit(person.id(), "", "x", "Mars/Olympus")))
                .containsExactly("account.full-name.missing", "account.email.shape", "account.time-zone.unknown");
        assertThat(people.find(person.id())).contains(person);
    }

    @Test
    void saysEveryReasonAgainstAPasswordAtOnce() {
        OneTimePassword person = some.named("profile.pw", Role.USER);
        assertThat(RegistrarTest.reasons(profiles.changePassword(person.person().id(), "not it", "short", "different")))
                .containsExactly(
                        "account.password.former-wrong",
                        "account.password.too-short",
                        "account.password.again-differs");
        assertThat(RegistrarTest.reasons(profiles.changePassword(
                        person.person().id(), person.password(), person.password(), person.password())))
                .containsExactly("account.password.same");
    }

    @Test
    void takesABetterPassword() {
        OneTimePassword person = some.named("profile.pw2", Role.USER);
        assertThat(profiles.changePassword(
                        person.person().id(), person.password(), "several random words", "several random words"))
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(((SignedIn) done.value()).mustChangePassword())
                                .isFalse());
    }
}
