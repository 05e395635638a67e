package org.podkeeper.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;
import static org.podkeeper.browser.BrowserForTests.press;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.OneTimePassword;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.Teams;
import org.podkeeper.catalog.Pod;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitScope;
import org.podkeeper.limits.Limits;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** A lab admin sets a limit; somebody sees it, is refused, asks, and gets what they asked for. */
@Tag("browser")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import({PostgresForTests.class, PeopleForTests.class, LabForTests.class})
class LimitsStoryTest {
    @RegisterExtension
    final BrowserForTests browser = new BrowserForTests();

    @RegisterExtension
    final BrowserForTests browserOfAdmin = new BrowserForTests();

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    KeyRing keys;

    @Autowired
    Teams teams;

    @Autowired
    Limits limits;

    @LocalServerPort
    int port;

    @AfterEach
    void noRules() {
        Person admin = people.some(Role.LAB_ADMIN);
        limits.rules().forEach(rule -> limits.remove(rule.id(), admin));
        lab.removeAll();
    }

    @Test
    void isRefusedAsksAndGetsIt() {
        lab.removeAll();
        Pod pod = lab.pod("virtual-pharos-tiny");
        lab.configFor(pod);
        lab.host(pod.resources());
        OneTimePassword ada = people.named("ada-limits", Role.USER);
        keys.add(ada.person().id(), "laptop", LabForTests.PUBLIC_KEY);
        teams.make("Networks course", ada.person());

        Page admin = browserOfAdmin.signedIn(port, people.named("ingrid-limits", Role.LAB_ADMIN));
        admin.navigate(at("/people/limits"));
        expectGoodLooks(admin, "limits-none");
        admin.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Add a rule: Bookings at once"))
                .click();
        admin.getByLabel("For").selectOption("PERSON");
        admin.getByLabel("At most").fill("0");
        press(admin, "Set the limit");
        assertThat(admin.locator(".has-error").first()).containsText("Nobody here has the user name");
        expectGoodLooks(admin, "limits-form");
        admin.getByLabel("User name").fill("ada-limits");
        admin.locator("#note").fill("until the course begins");
        press(admin, "Set the limit");
        assertThat(admin.getByRole(AriaRole.STATUS).first()).containsText("0 from now on");
        expectGoodLooks(admin, "limits-rules");

        limits.put(LimitKind.LONGEST, LimitScope.of(ada.person().id()), "PT5H", "", people.some(Role.LAB_ADMIN));
        Page page = browser.signedIn(port, ada);
        page.navigate(at("/profile/limits"));
        assertThat(page.locator("main")).containsText("until the course begins");
        assertThat(page.locator("main")).containsText("0 of 0");
        expectGoodLooks(page, "limits-own");
        page.navigate(at("/?pod=" + pod.key()));
        assertThat(page.locator("#room")).containsText("0 of 0 bookings");
        // not the usual length, which would be refused
        assertThat(page.locator("#length")).hasValue("5");
        assertThat(page.locator("#unit")).hasValue("HOURS");
        page.getByLabel("What is it for?").fill("VLAN tests");
        press(page, "Book");
        assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("You have 0 of 0 bookings");
        expectGoodLooks(page, "limits-refused");
        press(page, "Send for approval");
        assertThat(page.locator("#ask-error")).containsText("Say why you need it");
        page.getByLabel("Why you need it").fill("the course begins today");
        press(page, "Send for approval");
        assertThat(page.locator("main")).containsText("It waits for a lab admin");
        expectGoodLooks(page, "approval-waits");

        admin.reload();
        admin.locator("nav.sections")
                .getByRole(
                        AriaRole.LINK, new com.microsoft.playwright.Locator.GetByRoleOptions().setName("Requests (1)"))
                .click();
        expectGoodLooks(admin, "approval-queue");
        admin.locator("main tbody a").first().click();
        assertThat(admin.locator("main")).containsText("There is room as things stand");
        press(admin, "Do not approve");
        assertThat(admin.getByRole(AriaRole.ALERT).first()).containsText("Say why not");
        expectGoodLooks(admin, "approval-decide");
        press(admin, "Approve");
        assertThat(admin.getByRole(AriaRole.STATUS).first()).containsText("is approved");
        admin.navigate(at("/people/limits/of/" + ada.person().id()));
        assertThat(admin.locator("main")).containsText("1 of 0");
        expectGoodLooks(admin, "limits-of");

        page.navigate(at("/bookings/requests"));
        assertThat(page.locator("main")).containsText("approved");
        expectGoodLooks(page, "approval-own");
        page.locator("main tbody a").first().click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("To the booking"))
                .click();
        assertThat(page.locator("main")).containsText("VLAN tests");
    }

    private String at(String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
