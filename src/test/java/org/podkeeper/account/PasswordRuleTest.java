package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordRuleTest {
    @Test
    void takesALongOne() {
        assertThat(check("correct horse battery")).isEmpty();
        assertThat(check("pässwörter-sind-lang")).isEmpty();
    }

    @Test
    void refusesAShortOneAndSaysHowShort() {
        assertThat(PasswordRule.check("wanted", "elevenchars", "mira"))
                .containsExactly(Refusal.of("wanted", "account.password.too-short", 12, 11));
    }

    @Test
    void countsCharactersAsPeopleDo() {
        assertThat(check("🔑🔒🔓🗝️ab")).containsExactly("account.password.too-short");
    }

    @Test
    void refusesOneThatTakesLongToHash() {
        assertThat(check("abcdef".repeat(22))).containsExactly("account.password.too-long");
    }

    @Test
    void refusesTheSameFewCharactersOverAndOver() {
        assertThat(check("abababababababab")).containsExactly("account.password.too-uniform");
    }

    @Test
    void refusesTheUserNameInsideItWhateverTheCase() {
        assertThat(check("I-am-MIRA-myself")).containsExactly("account.password.has-user-name");
    }

    @Test
    void saysAllReasonsAtOnce() {
        assertThat(check("mira")).containsExactly("account.password.too-short", "account.password.has-user-name");
    }

    private static List<String> check(String password) {
        return PasswordRule.check("wanted", password, "mira").stream()
                .map(Refusal::code)
                .toList();
    }
}
