package org.podkeeper.account;

/** A token in clear, to be shown once and then forgotten. */
public record IssuedToken(PersonalToken token, String secret) {
    @Override
    public String toString() {
        return "IssuedToken[" + token.name() + "]";
    }
}
