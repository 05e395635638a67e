package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.Availability;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostKeeper;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When golden pods are made, what they take of a host, and when nothing may go on from them any more. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class, GoldsmithTest.NobodyWorks.class})
class GoldsmithTest {
    /** The hosts exist on paper. */
    @TestConfiguration(proxyBeanMethods = false)
    static class NobodyWorks {
        @Bean
        DbSchedulerStarter neverStarted() {
            return () -> {};
        }
    }

    @Autowired
    LabForTests lab;

    @Autowired
    Goldsmith goldsmith;

    @Autowired
    GoldenPods pods;

    @Autowired
    HostKeeper keeper;

    @Autowired
    Availability availability;

    @Autowired
    JdbcClient jdbc;

    Person admin;
    Pod pod;
    Config config;

    @BeforeEach
    void somebodyAndAPod() {
        lab.isNotProbed();
        lab.removeAll();
        admin = lab.somebody(Role.LAB_ADMIN);
        pod = lab.pod("virtual-pharos-tiny");
        config = lab.configFor(pod);
    }

    @Test
    void oneOfAKindIsMadeOnAHost() {
        HostId host = host(2);
        GoldenPod first = goldsmith.ask(host, pod.id(), config.id(), admin);

        assertThat(first.state()).isEqualTo(GoldenState.WAITING);
        assertThat(goldsmith.ask(host, pod.id(), config.id(), admin).id()).isEqualTo(first.id());
        assertThat(goldsmith.ask(host(2), pod.id(), config.id(), admin).id()).isNotEqualTo(first.id());
        assertThat(orders("make-golden-pod", first.id())).isEqualTo(1);
    }

    @Test
    void oneThatNobodyAskedForLeavesRoomForABooking() {
        GoldenPlan alone = byItself(host(1));
        assertThat(goldsmith.takeRoom(alone)).isEmpty();
        assertThat(found(alone).cause()).contains("one more booking");

        GoldenPlan beside = byItself(host(2));
        assertThat(goldsmith.takeRoom(beside)).isPresent();
        assertThat(found(beside).state()).isEqualTo(GoldenState.MAKING);
        // begun again by another portal, it still has its room
        assertThat(goldsmith.takeRoom(goldsmith.plan(beside.golden().id()).orElseThrow()))
                .isPresent();
    }

    /** Its files would stay on the host, and nobody would know them. */
    @Test
    void aHostIsNotForgottenBeforeItsGoldenPods() {
        HostId host = host(2);
        GoldenPod golden = goldsmith.ask(host, pod.id(), config.id(), admin);
        assertThat(keeper.removeHost(host))
                .isInstanceOfSatisfying(
                        Change.Refused.class,
                        refused -> assertThat(refused.complaints().toString()).contains("host.golden", "1 golden pod"));

        goldsmith.remove(golden.id(), admin);
        assertThat(keeper.removeHost(host)).isInstanceOf(Change.Refused.class);
        goldsmith.removed(golden.id());
        assertThat(keeper.removeHost(host)).isInstanceOf(Change.Done.class);
    }

    @Test
    void holdsItsRoomUntilItIsMadeOrCannotBe() {
        HostId host = host(1);
        GoldenPlan plan = goldsmith
                .plan(goldsmith.ask(host, pod.id(), config.id(), admin).id())
                .orElseThrow();
        assertThat(free()).isEqualTo(1);

        assertThat(goldsmith.takeRoom(plan)).isPresent();
        assertThat(free()).isZero();

        goldsmith.cannot(plan.golden().id(), "It has no agent.");
        assertThat(free()).isEqualTo(1);
        assertThat(found(plan).cause()).isEqualTo("It has no agent.");
        GoldenPod again = goldsmith.ask(host, pod.id(), config.id(), admin);
        assertThat(again.id()).isNotEqualTo(plan.golden().id());
        assertThat(found(plan).state()).isEqualTo(GoldenState.REMOVED);
    }

    @Test
    void nothingGoesOnFromOneWhoseImageHasChanged() {
        GoldenPod golden = goldsmith.ask(host(1), pod.id(), config.id(), admin);
        jdbc.sql("update golden_pod set state = 'READY', made_at = now() where id = :id")
                .param("id", golden.id().value())
                .update();
        goldsmith.tidy();
        assertThat(pods.use(golden.id())).isTrue();

        jdbc.sql("update golden_pod set images = array['other'] where id = :id")
                .param("id", golden.id().value())
                .update();
        goldsmith.tidy();

        assertThat(pods.use(golden.id())).isFalse();
        assertThat(goldsmith.find(golden.id()).orElseThrow().cause()).contains("image");
        assertThat(orders("remove-golden-pod", golden.id())).isEqualTo(1);
    }

    private GoldenPlan byItself(HostId host) {
        GoldenPod golden = goldsmith.ask(host, pod.id(), config.id(), admin);
        jdbc.sql("update golden_pod set asked_by = 'the portal' where id = :id")
                .param("id", golden.id().value())
                .update();
        return goldsmith.plan(golden.id()).orElseThrow();
    }

    private GoldenPod found(GoldenPlan plan) {
        return goldsmith.find(plan.golden().id()).orElseThrow();
    }

    private HostId host(int howMany) {
        return lab.host(pod, howMany);
    }

    private int free() {
        return availability.freeNow(availability.hostsInService(null), pod.resources(), Duration.ofHours(1));
    }

    private int orders(String task, GoldenId golden) {
        return jdbc.sql("select count(*) from scheduled_tasks where task_name = :task and task_instance = :id")
                .param("task", task)
                .param("id", golden.toString())
                .query(Integer.class)
                .single();
    }
}
