package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
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
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an accident in the database leaves, and what puts it right. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class ReconcileRepairsTest {
    private static final Duration LATER = Duration.ofDays(2);

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Provisioning provisioning;

    @Autowired
    Reconciliation reconciliation;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    private Person owner;

    @BeforeEach
    void aHost() {
        lab.removeAll();
        lab.host(new Resources(1_000, 1_000_000, 100_000));
        owner = lab.somebody(Role.USER);
    }

    @Test
    void ordersWorkAgainThatNobodyWasToldToDo() {
        BookingView booking = book();
        DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
        assertThat(orders(deployment)).isOne();
        jdbc.sql("delete from scheduled_tasks where task_instance = :id")
                .param("id", deployment.id() + "/1")
                .update();

        reconciliation.run("a test");

        assertThat(jdbc.sql("select execution_time from scheduled_tasks where task_instance = :id")
                        .param("id", deployment.id() + "/1")
                        .query(java.time.OffsetDateTime.class)
                        .single()
                        .toInstant())
                .isEqualTo(booking.prepareFrom());
        assertThat(repairs(booking)).containsExactly("WORK_LOST");

        reconciliation.run("a test");
        assertThat(orders(deployment)).isOne();
        assertThat(repairs(booking)).containsExactly("WORK_LOST");
    }

    @Test
    void ordersOperationsAgainThatNobodyWasToldToDo() {
        BookingView booking = book();
        jdbc.sql("""
                        insert into pod_operation (id, deployment_id, kind, who, asked_at, state)
                        values (gen_random_uuid(), :deployment, 'RESET', 'test', now(), 'WAITING')
                        """)
                .param(
                        "deployment",
                        provisioning.of(booking.id()).orElseThrow().id().value())
                .update();

        reconciliation.run("a test");

        assertThat(repairs(booking)).containsExactly("WORK_LOST");
    }

    @Test
    void givesBackWhatIsHeldForABookingThatIsGone() {
        BookingView booking = book();
        BookingView another = book();
        jdbc.sql("update deployment set state = 'GONE', gone_at = now() where booking_id = :id")
                .param("id", booking.id().value())
                .update();
        jdbc.sql("update booking set state = 'ENDED', ended_at = now() where id = :id")
                .param("id", booking.id().value())
                .update();

        reconciliation.run("a test");

        assertThat(holds(booking)).isZero();
        assertThat(holds(another)).isOne();
        assertThat(repairs(booking)).containsExactly("HOLD_LEFT");
        assertThat(repairs(another)).isEmpty();
    }

    @Test
    void aHostThatDoesNotAnswerIsNamedAndNothingOfItIsForgotten() {
        jdbc.sql("""
                        insert into difference (id, host_id, kind, subject, contents, cause, first_seen, last_seen)
                        select gen_random_uuid(), id, 'LEFTOVER', 'pk-0123456789-', '1 machine', 'for a test',
                               now() - interval '1 day', now() - interval '1 day'
                        from kvm_host where state = 'IN_SERVICE'
                        """).update();

        reconciliation.run("a test");

        ReconcileRun run = reconciliation.lastRun().orElseThrow();
        assertThat(run.portal()).isEqualTo("a test");
        assertThat(run.finishedAt()).isNotNull();
        assertThat(run.hosts())
                .isNotEmpty()
                .allSatisfy(host -> assertThat(host.failure()).isNotNull());
        assertThat(reconciliation.differences()).extracting(Difference::subject).contains("pk-0123456789-");
    }

    private BookingView book() {
        Pod pod = lab.pod("all-in-one-tiny");
        var request = new BookingRequest(
                pod.id(),
                lab.configFor(pod).id(),
                null,
                "to lose something",
                clock.instant().plus(LATER),
                Duration.ofHours(1),
                null);
        return switch (desk.book(request, owner)) {
            case Verdict.Booked(var booking) -> booking;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private int orders(DeploymentView deployment) {
        return jdbc.sql(
                        "select count(*) from scheduled_tasks where task_name = 'deploy-pod' and task_instance like :id")
                .param("id", deployment.id() + "/%")
                .query(Integer.class)
                .single();
    }

    private int holds(BookingView booking) {
        return jdbc.sql("select count(*) from capacity_hold where booking_id = :id and not released")
                .param("id", booking.id().value())
                .query(Integer.class)
                .single();
    }

    private java.util.List<String> repairs(BookingView booking) {
        return reconciliation.history(100_000).stream()
                .filter(line -> line.subject().equals("#" + booking.number()))
                .map(DifferenceDealtWith::kind)
                .toList();
    }
}
