package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {
    private final Passwords passwords = new Passwords();

    @Test
    void hashesWithArgon2AndASaltOfItsOwn() {
        String hash = passwords.hash("correct horse battery");
        assertThat(hash).startsWith("{argon2}$argon2id$").isNotEqualTo(passwords.hash("correct horse battery"));
        assertThat(passwords.matches("correct horse battery", hash)).isTrue();
        assertThat(passwords.matches("correct horse batterY", hash)).isFalse();
        assertThat(passwords.isOutdated(hash)).isFalse();
    }

    @Test
    void nothingMatchesAnAccountWithoutPassword() {
        assertThat(passwords.matches("", null)).isFalse();
        assertThat(passwords.matches("anything at all", null)).isFalse();
    }

    @Test
    void generatesPasswordsThatPassItsOwnRule() {
        String one = passwords.generate();
        assertThat(one).matches("([a-z2-9]{5}-){3}[a-z2-9]{5}").isNotEqualTo(passwords.generate());
        assertThat(PasswordRule.check("wanted", one, "admin")).isEmpty();
    }
}
