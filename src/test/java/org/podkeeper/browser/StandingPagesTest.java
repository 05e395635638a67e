package org.podkeeper.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;
import static org.podkeeper.browser.BrowserForTests.press;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.sql.Types;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Role;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.MachinesForTests;
import org.podkeeper.kernel.Resources;
import org.podkeeper.provisioning.StandingState;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How standing pods look to who keeps the hosts: none, and one in every state. */
@Tag("browser")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import({
    PostgresForTests.class,
    PeopleForTests.class,
    LabForTests.class,
    MachinesForTests.class,
    StandingPagesTest.NobodyWorks.class
})
class StandingPagesTest {
    /** What stands on paper is nobody's to work on. */
    @TestConfiguration(proxyBeanMethods = false)
    static class NobodyWorks {
        @Bean
        DbSchedulerStarter neverStarted() {
            return () -> {};
        }
    }

    @RegisterExtension
    final BrowserForTests browser = new BrowserForTests();

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    /** Hosts on paper never answer: nobody is to work on what stands there. */
    @AfterEach
    void nothingStands() {
        lab.removeAll();
        jdbc.sql("delete from standing_set").update();
        jdbc.sql("delete from lab_hold where stands").update();
    }

    @Test
    void tellsWhatStandsWhyNotAndWhatItCosts() {
        lab.isNotProbed();
        lab.removeAll();
        HostId host = lab.host(new Resources(16, 65_536, 900));
        HostId away = lab.host(new Resources(16, 65_536, 900));
        Pod pod = lab.pod("virtual-pharos-tiny");
        Config config = lab.configFor(pod);
        jdbc.sql("delete from standing_set").update();
        Page page = browser.signedIn(port, people.named("steward", Role.LAB_ADMIN));
        page.navigate("http://127.0.0.1:" + port + "/hosts/standing-pods");
        assertThat(page.textContent("main")).contains("No pod stands ready", "Keep pods standing");
        expectGoodLooks(page, "standing-pods-none");

        UUID set = UUID.randomUUID();
        jdbc.sql("""
                        insert into standing_set (id, lab_id, pod_key, config_key, wanted, asked_by, asked_at)
                        select :id, lab_id, :pod, :config, 6, 'ingrid', now() - interval '9 days' from kvm_host where id = :host
                        """)
                .param("id", set)
                .param("pod", pod.key())
                .param("config", config.key())
                .param("host", host.value())
                .update();
        one(set, StandingState.READY, host, null, 0, 41);
        one(set, StandingState.READY, away, null, 0, 3);
        one(set, StandingState.MAKING, host, null, 0, 0);
        one(set, StandingState.RENEWING, host, "There is a newer version of its Pod or Config.", 0, 7);
        one(set, StandingState.RENEWING, host, "The machine pk-0a1b2c3d4e-node2 was found OFF.", 1, 12);
        one(
                set,
                StandingState.WAITING,
                null,
                "Waits until a host of the lab in service has room for it for good: 6 vCPUs, 960 MiB of memory and 6 GiB of disk beside all that is booked and held.",
                0,
                0);
        lab.remove(away);
        page.reload();
        assertThat(page.locator("article tbody tr").count()).isEqualTo(6);
        assertThat(page.textContent("article"))
                .contains("1 ready, 0 in use of 6", "ready, not offered", "being re-initialised", "broken, made again");
        assertThat(page.content()).doesNotContain("??");
        page.locator("details.danger-zone summary").first().click();
        expectGoodLooks(page, "standing-pods");

        page.locator("article input[name=wanted]").fill("7");
        press(page, "Change the number");
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("7 are wanted now");
        page.navigate("http://127.0.0.1:" + port + "/hosts/" + host + "/health");
        assertThat(page.content()).doesNotContain("??");
        page.navigate("http://127.0.0.1:" + port + "/hosts/standing-pods");
        press(page, "Keep them standing");
        PlaywrightAssertions.assertThat(page.locator("main, .flash").first()).isVisible();
        page.locator("details.danger-zone summary").first().click();
        page.locator("button.btn-danger").first().click();
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("They are removed");
    }

    private void one(
            UUID set,
            StandingState state,
            @Nullable HostId host,
            @Nullable String cause,
            int failures,
            int handedOver) {
        UUID life = UUID.randomUUID();
        jdbc.sql("""
                        insert into standing_pod (id, set_id, host_id, life, tag, state, cause, since, verified_at, failures, handed_over)
                        values (gen_random_uuid(), :set, :host::uuid, :life, left(md5(:life::text), 10), :state, :cause,
                            now() - interval '3 hours', case when :state = 'READY' then now() - interval '40 seconds' end, :failures, :handedOver)
                        """)
                .param("set", set)
                .param("host", host == null ? null : host.value(), Types.OTHER)
                .param("life", life)
                .param("state", state.name())
                .param("cause", cause)
                .param("failures", failures)
                .param("handedOver", handedOver)
                .update();
    }
}
