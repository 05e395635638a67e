package org.podkeeper.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.kernel.Resources;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When a host leaves the pool by itself, and how it comes back. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class HostCareTest {
    @Autowired
    LabForTests lab;

    @Autowired
    HostCare care;

    @Autowired
    HostKeeper keeper;

    @Autowired
    Inventory inventory;

    @Autowired
    JdbcClient jdbc;

    private HostId host;

    @BeforeEach
    void aHost() {
        lab.removeAll();
        host = lab.host(new Resources(100, 100_000, 1_000));
    }

    @Test
    void staysWhenTheSamePodFailsAgainAndAgain() {
        fail("single", UUID.randomUUID());
        fail("single", UUID.randomUUID());
        UUID said = UUID.randomUUID();
        fail("single", said);
        fail("single", said);
        assertThat(state()).isEqualTo(HostState.IN_SERVICE);
        assertThat(care.failures(host)).hasSize(3);
    }

    @Test
    void leavesThePoolWhenASecondPodFailsAndIsTriedSoon() {
        fail("single", UUID.randomUUID());
        fail("pharos", UUID.randomUUID());
        assertThat(state()).isEqualTo(HostState.WITHDRAWN);
        HostDetails details = inventory.details(host).orElseThrow();
        assertThat(details.stateReason()).contains("single (no space)", "pharos (no space)");
        assertThat(care.history(host).getFirst())
                .satisfies(line -> assertThat(line.from()).isEqualTo(HostState.IN_SERVICE))
                .satisfies(line -> assertThat(line.who()).isEqualTo("the portal"));
        assertThat(trials()).isOne();

        inventory.suspect(host, "It does not answer.");
        assertThat(state()).as("stays withdrawn").isEqualTo(HostState.WITHDRAWN);
        assertThat(care.passedTrial(host, "A trial machine started.")).isTrue();
        assertThat(state()).isEqualTo(HostState.IN_SERVICE);
        assertThat(care.failures(host)).isEmpty();
        assertThat(care.passedTrial(host, "once more")).isFalse();
    }

    @Test
    void forgetsFailuresWhenADeploymentSucceedsOrTheHostWasNotToBlame() {
        UUID first = UUID.randomUUID();
        fail("single", first);
        care.succeeded(host);
        fail("pharos", UUID.randomUUID());
        assertThat(state()).isEqualTo(HostState.IN_SERVICE);
        UUID second = UUID.randomUUID();
        fail("pharos", second);
        care.notTheirFault(List.of(second));
        assertThat(care.failures(host)).hasSize(1);
    }

    @Test
    void anAdminWhoKnowsBetterReturnsItByHandWithAReason() {
        fail("single", UUID.randomUUID());
        fail("pharos", UUID.randomUUID());
        keeper.returnToService(host, "new disks", "lena");
        assertThat(state()).isEqualTo(HostState.IN_SERVICE);
        assertThat(care.history(host).getFirst().why()).isEqualTo("new disks");
        assertThat(care.failures(host)).isEmpty();
    }

    @Test
    void oneThatAnAdminTookOutStaysOut() {
        keeper.takeOutOfService(host, "firmware", "lena");
        fail("single", UUID.randomUUID());
        fail("pharos", UUID.randomUUID());
        assertThat(state()).isEqualTo(HostState.OUT_OF_SERVICE);
        assertThat(trials()).isZero();
    }

    private void fail(String pod, UUID deployment) {
        care.failed(host, deployment, pod, "no space.");
    }

    private HostState state() {
        return inventory.host(host).orElseThrow().state();
    }

    private int trials() {
        return jdbc.sql("select count(*) from host_trial where host_id = :host")
                .param("host", host.value())
                .query(Integer.class)
                .single();
    }
}
