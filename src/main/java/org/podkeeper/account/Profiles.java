package org.podkeeper.account;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door to one's own account: name, mail address, time zone, password. */
@Service
@Transactional
public class Profiles {
    private final Accounts accounts;
    private final Passwords passwords;

    Profiles(Accounts accounts, Passwords passwords) {
        this.accounts = accounts;
        this.passwords = passwords;
    }

    /** @param zoneId a name of the IANA time zone database, such as {@code Europe/Berlin} */
    public Outcome<Person> edit(PersonId id, String fullName, String email, String zoneId) {
        List<Refusal> refusals = new ArrayList<>(PersonRule.check(fullName.strip(), email.strip()));
        Optional<ZoneId> zone = PersonRule.zone(zoneId);
        if (zone.isEmpty()) {
            refusals.add(Refusal.of("timeZone", "account.time-zone.unknown", zoneId));
        }
        if (!refusals.isEmpty()) {
            return new Refused<>(refusals);
        }
        Account account = get(id);
        account.introduceAs(fullName.strip(), email.strip(), zone.orElseThrow());
        return new Done<>(account.person());
    }

    /**
     * Replaces the password and ends every session that began with the former one; the answer is what the session
     * that asked goes on with.
     */
    public Outcome<SignedIn> changePassword(PersonId id, String former, String wanted, String again) {
        Account account = get(id);
        List<Refusal> refusals = new ArrayList<>();
        if (!passwords.matches(former, account.passwordHash())) {
            refusals.add(Refusal.of("former", "account.password.former-wrong"));
        }
        refusals.addAll(PasswordRule.check("wanted", wanted, account.person().userName()));
        if (wanted.equals(former)) {
            refusals.add(Refusal.of("wanted", "account.password.same"));
        }
        if (!wanted.equals(again)) {
            refusals.add(Refusal.of("again", "account.password.again-differs"));
        }
        if (!refusals.isEmpty()) {
            return new Refused<>(refusals);
        }
        account.choosePassword(passwords.hash(wanted));
        return new Done<>(account.signedInPerson());
    }

    private Account get(PersonId id) {
        return accounts.findById(id.value()).orElseThrow(() -> new NoSuchElementException("No person " + id));
    }
}
