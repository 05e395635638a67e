package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.SignInResult.Welcome;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** In a database of its own, because it begins with nobody. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.MOCK, properties = "podkeeper.demo=true")
@Import(PostgresForTests.class)
@ExtendWith(OutputCaptureExtension.class)
class FirstAdminTest {
    @Autowired
    private Accounts accounts;

    @Autowired
    private Registrar registrar;

    @Autowired
    private SignInDesk desk;

    @Autowired
    private DemoPeople demo;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @TempDir
    private Path directory;

    @Test
    void tellsThePasswordInAFileThatOnlyTheOperatorReads(CapturedOutput output) throws Exception {
        nobody();
        Path file = directory.resolve("password");
        firstAdmin(file).run(new DefaultApplicationArguments());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String password = Files.readString(file).strip();
        assertThat(output.getAll()).doesNotContain(password);
        assertThat(desk.signIn("admin", password, "127.0.0.1")).isInstanceOfSatisfying(Welcome.class, welcome -> {
            assertThat(welcome.person().person().role()).isEqualTo(Role.ADMIN);
            assertThat(welcome.person().mustChangePassword()).isTrue();
        });
    }

    @Test
    void tellsThePasswordInTheLogWhereNoFileIsWanted(CapturedOutput output) {
        nobody();
        firstAdmin(null).run(new DefaultApplicationArguments());
        assertThat(output.getAll()).containsPattern("\"admin\" with the password ([a-z2-9]{5}-){3}[a-z2-9]{5} ");
    }

    @Test
    void makesNobodyWhereSomebodyIs() {
        nobody();
        firstAdmin(null).run(new DefaultApplicationArguments());
        Path file = directory.resolve("password");
        firstAdmin(file).run(new DefaultApplicationArguments());
        assertThat(file).doesNotExist();
        assertThat(accounts.count()).isEqualTo(1);
    }

    @Test
    void demoPeopleComeOnceAndNobodySignsInAsOne() {
        nobody();
        var first = demo.present();
        assertThat(demo.present()).isEqualTo(first);
        assertThat(first).hasSize(6).extracting(Person::role).contains(Role.USER, Role.INSTRUCTOR, Role.LAB_ADMIN);
        for (Person person : first) {
            assertThat(desk.signIn(person.userName(), "", "127.0.0.1")).isInstanceOf(SignInResult.Wrong.class);
            assertThat(desk.signIn(person.userName(), person.userName(), "127.0.0.1"))
                    .isInstanceOf(SignInResult.Wrong.class);
        }
    }

    private FirstAdmin firstAdmin(@org.jspecify.annotations.Nullable Path file) {
        var limits = new AccountSettings.SignIn(10, 30, Duration.ofMinutes(15));
        return new FirstAdmin(accounts, registrar, jdbc, transactions, new AccountSettings(file, false, limits));
    }

    private void nobody() {
        jdbc.sql("delete from sign_in_attempt").update();
        jdbc.sql("delete from person").update();
    }
}
