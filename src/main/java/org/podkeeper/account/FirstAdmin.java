package org.podkeeper.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.kernel.AdvisoryLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the account {@code admin} when there is nobody at all, with a generated password that is told once. */
@Component
class FirstAdmin implements ApplicationRunner {
    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);
    private static final NewPerson ADMIN = new NewPerson("admin", "Administrator", "admin@localhost", Role.ADMIN);

    private final Accounts accounts;
    private final Registrar registrar;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final @Nullable Path passwordFile;

    FirstAdmin(
            Accounts accounts,
            Registrar registrar,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            AccountSettings settings) {
        this.accounts = accounts;
        this.registrar = registrar;
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.passwordFile = settings.firstAdminPasswordFile();
    }

    @Override
    public void run(ApplicationArguments arguments) {
        transactions.executeWithoutResult(status -> {
            // two portals may start at the same moment
            AdvisoryLock.hold(jdbc, "first admin");
            if (accounts.count() == 0 && registrar.create(ADMIN) instanceof Done<OneTimePassword>(var created)) {
                tell(created.password());
            }
        });
    }

    private void tell(String password) {
        if (passwordFile == null) {
            log.warn("The first account is \"admin\" with the password {} – change it at the first sign-in.", password);
            return;
        }
        try {
            write(passwordFile.toAbsolutePath(), password);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the first admin's password to " + passwordFile, e);
        }
        log.warn("The first account is \"admin\", its password is in {}", passwordFile);
    }

    /** Nobody else can read it, not even for the moment between creating and protecting. */
    private static void write(Path file, String password) throws IOException {
        Path draft = Files.createTempFile(
                file.getParent(),
                ".first-admin",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, password + "\n");
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
