package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

@AccountTest
class RegistrarTest {
    @Autowired
    private Registrar registrar;

    @Autowired
    private People people;

    @Autowired
    private PeopleForTests some;

    @Autowired
    private JdbcClient jdbc;

    private Person admin;

    /** Exactly one admin who can sign in, whatever tests before this one left. */
    @BeforeEach
    void oneAdmin() {
        admin = some.some(Role.ADMIN);
        jdbc.sql("update person set role = 'USER' where role = 'ADMIN' and id <> ?")
                .param(admin.id().value())
                .update();
    }

    @Test
    void makesAnAccountThatIsFoundUnderItsName() {
        Person person = some.named("new.person", Role.INSTRUCTOR).person();
        assertThat(people.findByUserName("New.Person")).contains(person);
        assertThat(people.find(person.id())).contains(person);
        assertThat(people.find(List.of(person.id(), admin.id(), person.id()))).containsExactlyInAnyOrder(person, admin);
        assertThat(people.all()).contains(person, admin);
        assertThat(registrar.find(person.id()).orElseThrow().oneTimePassword()).isTrue();
    }

    @Test
    void saysEveryReasonAgainstAnAccountAtOnce() {
        some.named("taken", Role.USER);
        assertThat(reasons(registrar.create(new NewPerson(" TAKEN ", " ", "nowhere", Role.USER))))
                .containsExactly("account.full-name.missing", "account.email.shape", "account.user-name.taken");
    }

    @Test
    void findsPeopleByPartsOfTheirNames() {
        some.named("searchable_one", Role.USER);
        some.named("searchablextwo", Role.USER);
        assertThat(registrar.search("SEARCHABLE")).hasSize(2);
        assertThat(registrar.search(" searchable_o ")).hasSize(1);
        assertThat(registrar.search("searchable_"))
                .as("an underscore is no wildcard")
                .hasSize(1);
        assertThat(registrar.search("100%")).isEmpty();
        assertThat(registrar.search("back\\slash")).isEmpty();
        assertThat(registrar.search("")).hasSizeGreaterThan(2);
    }

    @Test
    void changesARole() {
        Person person = some.some(Role.USER);
        registrar.changeRole(person.id(), Role.LAB_ADMIN, admin);
        assertThat(people.find(person.id()).orElseThrow().role()).isEqualTo(Role.LAB_ADMIN);
    }

    @Test
    void refusesToDemoteTheLastAdmin() {
        Person other = some.some(Role.USER);
        assertThat(reasons(registrar.changeRole(admin.id(), Role.USER, other)))
                .containsExactly("account.people.last-admin-role");
        assertThat(reasons(registrar.disable(admin.id(), other))).containsExactly("account.people.last-admin-disable");
    }

    @Test
    void aDisabledAdminDoesNotCountAsOne() {
        Person second = some.some(Role.ADMIN);
        assertThat(registrar.disable(second.id(), admin)).isInstanceOf(Done.class);
        assertThat(reasons(registrar.disable(admin.id(), second))).containsExactly("account.people.last-admin-disable");
        registrar.enable(second.id());
        assertThat(registrar.disable(admin.id(), second)).isInstanceOf(Done.class);
    }

    @Test
    void refusesThatAnAdminDropsTheirOwnRoleOrAccountByAccident() {
        some.some(Role.ADMIN);
        assertThat(reasons(registrar.changeRole(admin.id(), Role.USER, admin)))
                .containsExactly("account.people.own-role");
        assertThat(reasons(registrar.disable(admin.id(), admin))).containsExactly("account.people.own-disable");
    }

    @Test
    void twoAdminsWhoDismissEachOtherDoNotBothSucceed() throws Exception {
        for (int round = 0; round < 10; round++) {
            oneAdmin();
            Person one = admin;
            Person other = some.some(Role.ADMIN);
            try (var threads = Executors.newFixedThreadPool(2)) {
                List<Callable<Outcome<Member>>> race = List.of(
                        () -> registrar.disable(one.id(), other),
                        () -> registrar.changeRole(other.id(), Role.USER, one));
                long successes = 0;
                for (var result : threads.invokeAll(race)) {
                    successes += result.get() instanceof Done ? 1 : 0;
                }
                assertThat(successes).isEqualTo(1);
            }
        }
    }

    @Test
    void theDatabaseItselfKeepsAnAdmin() {
        assertThatThrownBy(
                        () -> jdbc.sql("update person set disabled_at = now()").update())
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("there is always an admin who can sign in");
        assertThatThrownBy(() -> jdbc.sql("update person set role = 'USER'").update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    static List<String> reasons(Outcome<?> outcome) {
        return switch (outcome) {
            case Refused<?>(var refusals) ->
                refusals.stream().map(Refusal::code).toList();
            case Done<?> done -> throw new AssertionError("Not refused: " + done);
        };
    }
}
