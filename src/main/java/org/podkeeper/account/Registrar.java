package org.podkeeper.account;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The front door for those who look after people. Whoever calls it has made sure that an admin asked. There is always
 * an admin who can sign in: what would leave none is refused.
 */
@Service
@Transactional
public class Registrar {
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Accounts accounts;
    private final Passwords passwords;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Registrar(Accounts accounts, Passwords passwords, ApplicationEventPublisher events, Clock clock) {
        this.events = events;
        this.accounts = accounts;
        this.passwords = passwords;
        this.clock = clock;
    }

    /** People whose names or mail address contain {@code text}, everyone for a blank one, by full name. */
    @Transactional(readOnly = true)
    public List<Member> search(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        List<Account> found = wanted.isEmpty()
                ? accounts.findAllByOrderByFullNameAscUserNameAsc()
                : accounts.search("%" + wanted.replaceAll("([\\\\%_])", "\\\\$1") + "%");
        return found.stream().map(Account::member).toList();
    }

    @Transactional(readOnly = true)
    public Optional<Member> find(PersonId id) {
        return accounts.findById(id.value()).map(Account::member);
    }

    /** Makes an account in time zone UTC with a password that is good for one sign-in. */
    public Outcome<OneTimePassword> create(NewPerson asked) {
        NewPerson wanted = new NewPerson(
                asked.userName().strip().toLowerCase(Locale.ROOT),
                asked.fullName().strip(),
                asked.email().strip(),
                asked.role());
        accounts.holdActiveAdmins(); // one creation after the other, so that the check below holds
        List<Refusal> refusals = new ArrayList<>(PersonRule.check(wanted));
        if (accounts.existsByUserName(wanted.userName())) {
            refusals.add(Refusal.of("userName", "account.user-name.taken", wanted.userName()));
        }
        if (!refusals.isEmpty()) {
            return new Refused<>(refusals);
        }
        Account account = new Account(UUID.randomUUID(), wanted, UTC, clock.instant());
        return new Done<>(giveOneTimePassword(accounts.save(account)));
    }

    public Outcome<Member> changeRole(PersonId id, Role role, Person asking) {
        List<Account> admins = accounts.holdActiveAdmins();
        Account account = get(id);
        if (account.person().role() == role) {
            return new Done<>(account.member());
        }
        if (role != Role.ADMIN && isLast(account, admins)) {
            return Outcome.refused(Refusal.of("", "account.people.last-admin-role"));
        }
        if (id.equals(asking.id())) {
            return Outcome.refused(Refusal.of("", "account.people.own-role"));
        }
        account.changeRole(role);
        return new Done<>(account.member());
    }

    /** Ends all sessions of this person, refuses their tokens, and lets them sign in no more. */
    public Outcome<Member> disable(PersonId id, Person asking) {
        List<Account> admins = accounts.holdActiveAdmins();
        Account account = get(id);
        if (account.isDisabled()) {
            return new Done<>(account.member());
        }
        if (isLast(account, admins)) {
            return Outcome.refused(Refusal.of("", "account.people.last-admin-disable"));
        }
        if (id.equals(asking.id())) {
            return Outcome.refused(Refusal.of("", "account.people.own-disable"));
        }
        account.disable(clock.instant());
        events.publishEvent(new SshKeysChanged(id));
        return new Done<>(account.member());
    }

    public Member enable(PersonId id) {
        Account account = get(id);
        account.enable();
        events.publishEvent(new SshKeysChanged(id));
        return account.member();
    }

    /**
     * Replaces the password by one that is good for one sign-in, and ends all sessions of this person. Personal tokens
     * stay valid, so that a forgotten password stops no automation; to stop those too, disable the account.
     */
    public OneTimePassword resetPassword(PersonId id) {
        return giveOneTimePassword(get(id));
    }

    private OneTimePassword giveOneTimePassword(Account account) {
        String password = passwords.generate();
        account.giveOneTimePassword(passwords.hash(password));
        return new OneTimePassword(account.person(), password);
    }

    private static boolean isLast(Account account, List<Account> admins) {
        return admins.size() == 1 && admins.getFirst().personId().equals(account.personId());
    }

    private Account get(PersonId id) {
        return accounts.hold(id.value()).orElseThrow(() -> new NoSuchElementException("No person " + id));
    }
}
