package org.podkeeper.account;

/** A generated password in clear, to be shown once and then forgotten. Its owner replaces it at the first sign-in. */
public record OneTimePassword(Person person, String password) {
    @Override
    public String toString() {
        return "OneTimePassword[for " + person.userName() + "]";
    }
}
