package org.podkeeper.account;

import java.time.ZoneId;

/**
 * Someone with an account, as other modules see them. A controller parameter of this type is the person who is signed
 * in, by session or by personal token; {@code @Nullable} where strangers are welcome.
 */
public record Person(PersonId id, String userName, String fullName, String email, Role role, ZoneId timeZone) {
    public boolean is(Role wanted) {
        return role.includes(wanted);
    }
}
