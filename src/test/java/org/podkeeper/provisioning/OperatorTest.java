package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.kernel.Resources;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;

/** What may be asked of a pod that stands, and what is refused with which words. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class OperatorTest {
    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Operator operator;

    @Autowired
    Provisioning provisioning;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    private Person owner;
    private BookingView booking;

    @BeforeEach
    void aPodThatStands() {
        lab.removeAll();
        lab.host(new Resources(1_000, 1_000_000, 100_000));
        owner = lab.somebody(Role.USER);
        Pod pod = lab.pod("virtual-pharos-tiny");
        var request = new BookingRequest(
                pod.id(),
                lab.configFor(pod).id(),
                null,
                "to ask for things",
                clock.instant().plus(Duration.ofDays(2)),
                Duration.ofHours(1),
                null);
        booking = switch (desk.book(request, owner)) {
            case Verdict.Booked(var booked) -> booked;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
        for (String node : new String[] {"jump", "node1"}) {
            jdbc.sql("""
                            insert into deployment_machine (deployment_id, node, ordinal, host_name, domain, login,
                                host_key_public, fingerprint)
                            values (:deployment, :node, 0, :node, :domain, 'pod', 'key', 'fingerprint')
                            """)
                    .param("deployment", deployment())
                    .param("node", node)
                    .param("domain", UUID.randomUUID().toString())
                    .update();
        }
        stands("READY");
    }

    @Test
    void refusesEverythingWhileThePodIsNotReady() {
        stands("PREPARING");
        assertThat(refusal(OperationKind.RESET, null, null)).contains("not ready");
    }

    @Test
    void refusesASecondThingAndSaysWhatTheFirstIs() {
        underWay();
        assertThat(refusal(OperationKind.RESET, null, null)).contains("Restart", "carla");
    }

    @Test
    void theDatabaseRefusesASecondThingWhateverCodeAsks() {
        underWay();
        assertThatThrownBy(this::underWay)
                .isInstanceOf(DuplicateKeyException.class)
                .hasMessageContaining("deployment_does_one_operation_at_a_time");
    }

    @Test
    void refusesMachinesThatThePodDoesNotHave() {
        assertThat(refusal(OperationKind.START, "node7", null)).contains("no machine node7", "jump, node1");
    }

    @Test
    void refusesASnapshotOfOneMachine() {
        assertThat(refusal(OperationKind.TAKE_SNAPSHOT, "node1", "name")).contains("whole pod");
    }

    @Test
    void refusesSnapshotsWithoutANameWithAnEndlessNameOrWithTheNameOfAnother() {
        snapshot("First try", true);
        assertThat(refusal(OperationKind.TAKE_SNAPSHOT, null, "  ")).contains("1 to 60", "has 0");
        assertThat(refusal(OperationKind.TAKE_SNAPSHOT, null, "x".repeat(61))).contains("1 to 60", "has 61");
        assertThat(refusal(OperationKind.TAKE_SNAPSHOT, null, "first try")).contains("named first try already");
    }

    @Test
    void refusesMoreSnapshotsThanAreAllowed() {
        for (int i = 0; i < operator.snapshotsPerPod(); i++) {
            snapshot("number " + i, true);
        }
        assertThat(refusal(OperationKind.TAKE_SNAPSHOT, null, "one more")).contains("5 snapshots, and 5 are allowed");
    }

    @Test
    void restoresNoSnapshotThatIsNotWholeAndNoneOfAnotherPod() {
        SnapshotId half = snapshot("half", false);
        assertThat(why(new NewOperation(OperationKind.RESTORE_SNAPSHOT, null, half, null)))
                .contains("half is not complete");
        assertThat(why(new NewOperation(OperationKind.RESTORE_SNAPSHOT, null, new SnapshotId(UUID.randomUUID()), null)))
                .contains("no such snapshot");
    }

    @Test
    void anotherUserMayNot() {
        Person other = lab.somebody(Role.USER);
        assertThatThrownBy(() ->
                        operator.ask(booking.id(), new NewOperation(OperationKind.RESET, null, null, null), other))
                .isInstanceOf(AccessDeniedException.class);
    }

    private String refusal(OperationKind kind, @Nullable String node, @Nullable String name) {
        return why(new NewOperation(kind, node, null, name));
    }

    private String why(NewOperation asked) {
        return switch (operator.ask(booking.id(), asked, owner)) {
            case Asked.Accepted accepted -> throw new AssertionError(accepted);
            case Asked.Refused refused -> refused.why();
        };
    }

    private UUID deployment() {
        return provisioning.of(booking.id()).orElseThrow().id().value();
    }

    private void stands(String state) {
        jdbc.sql("update deployment set state = :state where id = :id")
                .param("state", state)
                .param("id", deployment())
                .update();
    }

    private void underWay() {
        jdbc.sql("""
                        insert into pod_operation (id, deployment_id, kind, who, asked_at, state)
                        values (gen_random_uuid(), :deployment, 'RESTART', 'carla', now(), 'RUNNING')
                        """).param("deployment", deployment()).update();
    }

    private SnapshotId snapshot(String name, boolean whole) {
        var id = new SnapshotId(UUID.randomUUID());
        jdbc.sql("""
                        insert into pod_snapshot (id, deployment_id, name, whole, taken_at, taken_by)
                        values (:id, :deployment, :name, :whole, now(), 'carla')
                        """)
                .param("id", id.value())
                .param("deployment", deployment())
                .param("name", name)
                .param("whole", whole)
                .update();
        return id;
    }
}
