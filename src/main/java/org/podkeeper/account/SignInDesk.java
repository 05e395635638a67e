package org.podkeeper.account;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.podkeeper.account.SignInResult.Disabled;
import org.podkeeper.account.SignInResult.TooOften;
import org.podkeeper.account.SignInResult.Welcome;
import org.podkeeper.account.SignInResult.Wrong;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** The front door at which people show who they are by user name and password. */
@Service
public class SignInDesk {
    private final Accounts accounts;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final TransactionOperations transactions;
    private final Clock clock;

    SignInDesk(
            Accounts accounts,
            Passwords passwords,
            SignInThrottle throttle,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.throttle = throttle;
        this.transactions = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Checks a password. Takes as long for an unknown name as for a known one, and holds no database connection while
     * it hashes.
     *
     * @param address where the attempt comes from, as text
     */
    public SignInResult signIn(String userName, String password, String address) {
        String name = userName.strip().toLowerCase(Locale.ROOT);
        Duration wait = transactions.execute(status -> throttle.admit(name, address, clock.instant()));
        if (wait.isPositive()) {
            return new TooOften(wait);
        }
        boolean hashable = password.length() <= PasswordRule.MAX_LENGTH;
        Optional<Account> account = accounts.findByUserName(name);
        if (!hashable
                || !passwords.matches(
                        password, account.map(Account::passwordHash).orElse(null))) {
            return new Wrong();
        }
        return account.map(right -> welcome(right, password, address)).orElseGet(Wrong::new);
    }

    /** Who goes on with a session, unless it has ended meanwhile: account disabled, or password changed. */
    public Optional<SignedIn> resume(PersonId id, int generation) {
        return accounts.findById(id.value())
                .filter(account -> !account.isDisabled() && account.sessionGeneration() == generation)
                .map(Account::signedInPerson);
    }

    private SignInResult welcome(Account right, String password, String address) {
        if (right.isDisabled()) {
            return new Disabled();
        }
        return transactions.execute(status -> {
            Account account = accounts.hold(right.personId().value()).orElseThrow();
            throttle.forgive(right.person().userName(), address);
            account.signedIn(clock.instant());
            String hash = account.passwordHash();
            if (hash != null && passwords.isOutdated(hash)) {
                account.rehash(passwords.hash(password));
            }
            return new Welcome(account.signedInPerson());
        });
    }
}
