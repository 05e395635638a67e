package org.podkeeper.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;

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
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.MachinesForTests;
import org.podkeeper.kernel.Resources;
import org.podkeeper.provisioning.DifferenceKind;
import org.podkeeper.provisioning.Reconciliation;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How differences look to who keeps the hosts: none, and one of every kind. */
@Tag("browser")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import({PostgresForTests.class, PeopleForTests.class, LabForTests.class, MachinesForTests.class})
class DifferencePagesTest {
    @RegisterExtension
    final BrowserForTests browser = new BrowserForTests();

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    Reconciliation reconciliation;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @Test
    void tellsWhatDiffersWhyAndWhatHappens() {
        HostId host = lab.host(new Resources(16, 65_536, 900));
        Page page = browser.signedIn(port, people.named("keeper", Role.LAB_ADMIN));
        reconciliation.run("kvm-portal-1, process 4711");
        page.navigate("http://127.0.0.1:" + port + "/hosts/differences");
        assertThat(page.textContent("main")).contains("Hosts and records agree", "kvm-portal-1, process 4711");
        expectGoodLooks(page, "differences-none");

        for (DifferenceKind kind : DifferenceKind.values()) {
            String subject = kind.name().startsWith("IMAGE") ? "ab12cd34".repeat(8) + ".qcow2" : "pk-0a1b2c3d4e-";
            jdbc.sql("""
                            insert into difference (id, host_id, kind, subject, contents, cause, first_seen, last_seen, failure)
                            values (gen_random_uuid(), :host, :kind, :subject, '6 machines, 3 networks, 12 files',
                                'This is why it differs, in a sentence that is as long as such sentences usually are.',
                                now() - interval '25 hours', now(), :failure)
                            """)
                    .param("host", host.value())
                    .param("kind", kind.name())
                    .param("subject", subject)
                    .param("failure", kind == DifferenceKind.LEFTOVER ? "The host kvm1 did not answer." : null)
                    .update();
        }
        jdbc.sql("""
                        insert into difference_history (at, host, kind, subject, contents, cause, first_seen, who)
                        values (now(), 'kvm1', 'LEFTOVER', 'pk-0a1b2c3d4e-', '6 machines', 'It came back after its end.', now(), 'the portal'),
                               (now(), '', 'WORK_LOST', '#12', 'ordered again', 'No work was planned for it.', now(), 'the portal')
                        """).update();
        page.reload();
        assertThat(page.locator("article").count()).isEqualTo(DifferenceKind.values().length);
        assertThat(page.content()).doesNotContain("??");
        assertThat(page.locator("article").first().textContent())
                .contains("The portal removes it with the next comparison");
        page.locator("details.danger-zone summary").first().click();
        expectGoodLooks(page, "differences");

        page.locator("article", new Page.LocatorOptions().setHasText("Perhaps not ours"))
                .locator("summary")
                .click();
        page.locator("article", new Page.LocatorOptions().setHasText("Perhaps not ours"))
                .locator("button.btn-danger")
                .click();
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("Nothing was removed");
    }
}
