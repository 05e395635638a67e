package org.podkeeper.account;

import java.time.Duration;

/** What came of an attempt to sign in. */
public sealed interface SignInResult {
    record Welcome(SignedIn person) implements SignInResult {}

    /** Wrong password, or nobody of that name: a stranger must not learn which. */
    record Wrong() implements SignInResult {}

    /** The password was right, the account is not in use. */
    record Disabled() implements SignInResult {}

    /** Too many attempts lately; the password was not looked at. Another attempt fits in after {@code delay}. */
    record TooOften(Duration delay) implements SignInResult {}
}
