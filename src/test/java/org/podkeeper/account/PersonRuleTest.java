package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonRuleTest {
    @Test
    void takesAnOrdinaryPerson() {
        assertThat(PersonRule.check(person("mira.l-2_x", "Mira Lindqvist", "mira@lab.example")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m",
                "2fast",
                "Mira",
                "mira lindqvist",
                "-mira",
                "mira@lab",
                "mirä",
                "abcdefghijklmnopqrstuvwxyz1234567"
            })
    void refusesUserNamesThatMachinesWouldRefuse(String userName) {
        assertThat(PersonRule.check(person(userName, "Mira", "mira@lab.example")))
                .extracting(Refusal::code)
                .containsExactly("account.user-name.shape");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mira", "mira@", "@lab", "mira@@lab", "mi ra@lab", "mira@lab\r\nBcc:x@y", "<mira@lab>"})
    void refusesWhatIsNoMailAddress(String email) {
        assertThat(PersonRule.check("Mira", email)).extracting(Refusal::code).containsExactly("account.email.shape");
    }

    @Test
    void refusesAMissingOrMonstrousName() {
        assertThat(PersonRule.check(" ", "a@b")).extracting(Refusal::code).containsExactly("account.full-name.missing");
        assertThat(PersonRule.check("x".repeat(101), "a@b"))
                .extracting(Refusal::code)
                .containsExactly("account.full-name.shape");
        assertThat(PersonRule.check("Mira\nRoot", "a@b"))
                .extracting(Refusal::code)
                .containsExactly("account.full-name.shape");
    }

    @Test
    void knowsZonesOfTheTimeZoneDatabaseOnly() {
        assertThat(PersonRule.zone("Europe/Stockholm")).isPresent();
        assertThat(PersonRule.zone("UTC")).isPresent();
        assertThat(PersonRule.zone("+02:00")).isEmpty();
        assertThat(PersonRule.zone("Europe/Atlantis")).isEmpty();
        assertThat(PersonRule.zone("")).isEmpty();
    }

    private static NewPerson person(String userName, String fullName, String email) {
        return new NewPerson(userName, fullName, email, Role.USER);
    }
}
