package org.podkeeper.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;
import static org.podkeeper.browser.BrowserForTests.press;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
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
import org.podkeeper.provisioning.GoldenState;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How golden pods look to who keeps the hosts: none, and one in every state. */
@Tag("browser")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import({PostgresForTests.class, PeopleForTests.class, LabForTests.class, MachinesForTests.class})
class GoldenPagesTest {
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

    @Test
    void tellsWhatThereIsWhyAndWhatItCosts() {
        HostId host = lab.host(new Resources(16, 65_536, 900));
        Pod pod = lab.pod("virtual-pharos-tiny");
        Config config = lab.configFor(pod);
        Page page = browser.signedIn(port, people.named("goldkeeper", Role.LAB_ADMIN));
        page.navigate("http://127.0.0.1:" + port + "/hosts/golden-pods");
        assertThat(page.textContent("main")).contains("No golden pod yet", "Make a golden pod");
        expectGoodLooks(page, "golden-pods-none");

        for (GoldenState state : GoldenState.values()) {
            jdbc.sql("""
                            insert into golden_pod (id, host_id, pod_id, config_id, images, tag, state, cause, asked_by, asked_at,
                                made_at, bytes, processor, qemu, used, in_advance)
                            values (gen_random_uuid(), :host, :pod, case when :state = 'READY' then :config::uuid else gen_random_uuid() end, '{}', left(md5(:state), 10), :state, :cause,
                                'the portal', now() - interval '3 hours', :made::timestamptz, :bytes, :processor, '7.2.11', 2, 2)
                            """)
                    .param("host", host.value())
                    .param("pod", pod.id().value())
                    .param("config", config.id().value())
                    .param("state", state.name())
                    .param(
                            "cause",
                            switch (state) {
                                case WAITING ->
                                    "Waits until the host has room for a while: 6 vCPUs, 960 MiB of memory and 6 GiB of disk.";
                                case CANNOT ->
                                    "node1 has no QEMU guest agent that answers. The image Debian 13 needs one for that.";
                                case STALE -> "An image that it was made from has changed.";
                                case MAKING, READY, REMOVED -> null;
                            })
                    .param(
                            "made",
                            state == GoldenState.READY || state == GoldenState.STALE ? "2026-03-01T10:00:00Z" : null)
                    .param("bytes", state == GoldenState.READY ? 811_000_000L : null)
                    .param("processor", state == GoldenState.READY ? "AMD EPYC 7B13" : null)
                    .update();
        }
        jdbc.sql("""
                        insert into standing_pod (id, host_id, golden_id, pod_id, config_id, life, tag, state, cause, since)
                        select gen_random_uuid(), g.host_id, g.id, g.pod_id, g.config_id, gen_random_uuid(), left(md5(s), 10), s,
                            case s when 'RENEWING' then 'The machine node2 was found OFF.' end, now()
                        from golden_pod g, unnest(array['READY', 'RENEWING']) s where g.state = 'READY'
                        """).update();
        page.reload();
        assertThat(page.textContent("main")).contains("1 of 2", "The machine node2 was found OFF.");
        page.locator("summary", new Page.LocatorOptions().setHasText("Change how many"))
                .click();
        assertThat(page.locator("article").count()).isEqualTo(GoldenState.values().length - 1);
        assertThat(page.content()).doesNotContain("??");
        page.locator("details.danger-zone summary").first().click();
        expectGoodLooks(page, "golden-pods");

        page.getByLabel("Pods ready in advance").fill("0");
        press(page, "Keep so many");
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("nobody has booked");
        PlaywrightAssertions.assertThat(page.locator("main")).containsText("none");

        press(page, "Make it");
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first())
                .containsText("as soon as the host has room");
        page.locator("article", new Page.LocatorOptions().setHasText("not possible"))
                .locator("summary")
                .click();
        page.locator("article", new Page.LocatorOptions().setHasText("not possible"))
                .locator("button.btn-danger")
                .click();
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("not used from now on");
    }
}
