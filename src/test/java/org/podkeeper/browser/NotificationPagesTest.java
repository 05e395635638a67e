package org.podkeeper.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.OneTimePassword;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.notification.Topic;
import org.podkeeper.notification.mail.Unsubscribing;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How people choose what they hear of, and how that looks: mail, calendar, webhooks. */
@Tag("browser")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"podkeeper.webhooks.every=1d", "podkeeper.mail.every=1d"})
@Import({PostgresForTests.class, PeopleForTests.class})
class NotificationPagesTest {
    private static final String PASSWORD = "seven quiet lanterns";

    @RegisterExtension
    final BrowserForTests browser = new BrowserForTests();

    @Autowired
    PeopleForTests people;

    @Autowired
    Unsubscribing unsubscribing;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @Test
    void choosesMailAndGetsACalendar() {
        OneTimePassword reader = people.named("listener", Role.LAB_ADMIN);
        Page page = signedIn(reader);
        open(page, "/profile/notifications");
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.NOTE)).containsText("sends no mail");
        page.getByLabel("Ready: In the daily digest").check();
        page.getByLabel("When the digest comes").selectOption("17");
        press(page, "Save");
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("Saved");
        PlaywrightAssertions.assertThat(page.getByLabel("Ready: In the daily digest"))
                .isChecked();
        press(page, "Make an address");
        assertThat(page.locator(".copy-text").textContent()).matches("http://localhost:8080/calendar/feed/.{43}\\.ics");
        expectGoodLooks(page, "notifications");

        open(page, unsubscribing.path(reader.person().id(), Topic.ENDED));
        expectGoodLooks(page, "unsubscribe");
        press(page, "Stop these mails");
        PlaywrightAssertions.assertThat(page.locator("h1")).containsText("no more of these");
    }

    @Test
    void makesAWebhookAndReadsItsLog() {
        OneTimePassword maker = people.named("weaver", Role.USER);
        Page page = signedIn(maker);
        open(page, "/profile/webhooks");
        expectGoodLooks(page, "webhooks-none");
        page.getByLabel("Address").fill("ftp://ci.example.org/hook");
        press(page, "Make webhook");
        PlaywrightAssertions.assertThat(page.getByText("Give an address that begins with"))
                .isVisible();
        expectGoodLooks(page, "webhooks-refused");
        page.getByLabel("Address").fill("https://ci.example.org/hook");
        press(page, "Make webhook");
        assertThat(page.locator(".copy-text").textContent()).startsWith("whsec_");
        expectGoodLooks(page, "webhooks");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("https://ci.example.org/hook"))
                .click();
        press(page, "Send a test");
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("on its way");
        deliveriesInEveryState();
        page.reload();
        assertThat(page.content()).doesNotContain("??");
        page.locator("details.danger-zone summary").first().click();
        page.locator("table details summary").first().click();
        expectGoodLooks(page, "webhook");
    }

    private void deliveriesInEveryState() {
        for (String state : new String[] {"DELIVERED", "GIVEN_UP", "QUEUED"}) {
            var id = UUID.randomUUID();
            jdbc.sql("""
                            insert into webhook_delivery (id, webhook_id, event, payload, at, state, due_at, finished_at)
                            select :id, id, 'BOOKING_CONFIRMED', :payload, now() - interval '3 minutes', :state, now() + interval '5 minutes',
                                case when :state = 'QUEUED' then null else now() end
                            from webhook
                            """)
                    .param("id", id)
                    .param("state", state)
                    .param(
                            "payload",
                            "{\"type\":\"booking.confirmed\",\"timestamp\":\"2026-11-22T02:00:00Z\",\"data\":{\"booking\":{\"number\":5}}}")
                    .update();
            jdbc.sql("insert into webhook_attempt values (:id, 1, now(), :status, 83, :said)")
                    .param("id", id)
                    .param("status", state.equals("QUEUED") ? null : state.equals("DELIVERED") ? 204 : 500)
                    .param(
                            "said",
                            state.equals("QUEUED")
                                    ? "ci.example.org is in this machine or a private network, where this portal delivers nothing."
                                    : "")
                    .update();
        }
        jdbc.sql("update webhook set failing_since = now() - interval '2 hours'")
                .update();
    }

    @Test
    void showsAdminsWhatAMailServerRefused() {
        OneTimePassword admin = people.named("postmaster", Role.ADMIN);
        Page page = signedIn(admin);
        open(page, "/people/mail");
        expectGoodLooks(page, "outbox-fine");
        refused(admin.person(), "QUEUED", "452 4.2.2 The mailbox is full");
        refused(admin.person(), "GIVEN_UP", "550 5.1.1 <postmaster@podkeeper.example>: no such user here");
        page.reload();
        assertThat(page.content()).doesNotContain("??");
        expectGoodLooks(page, "outbox");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send again to"))
                .last()
                .click();
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("sent again");
    }

    private void refused(Person to, String state, String why) {
        var message = UUID.randomUUID();
        jdbc.sql("""
                        insert into inbox_message (id, person_id, kind, title, body, at)
                        values (:id, :person, 'READY', 'Ready', 'It is.', now())
                        """).param("id", message).param("person", to.id().value()).update();
        jdbc.sql("""
                        insert into mail (id, person_id, topic, message_id, at, state, due_at, attempts, last_error, finished_at)
                        values (gen_random_uuid(), :person, 'READY', :message, now() - interval '1 hour', :state,
                            now() + interval '8 minutes', 4, :why, case when :state = 'QUEUED' then null else now() end)
                        """)
                .param("person", to.id().value())
                .param("message", message)
                .param("state", state)
                .param("why", why)
                .update();
    }

    private void open(Page page, String path) {
        page.navigate("http://127.0.0.1:" + port + path);
    }

    private Page signedIn(OneTimePassword somebody) {
        Page page = browser.page();
        open(page, "/sign-in");
        page.getByLabel("User name").fill(somebody.person().userName());
        page.getByLabel("Password").fill(somebody.password());
        press(page, "Sign in");
        page.getByLabel("Password you were given").fill(somebody.password());
        page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true))
                .fill(PASSWORD);
        page.getByLabel("New password again").fill(PASSWORD);
        press(page, "Change password");
        return page;
    }

    private static void press(Page page, String button) {
        page.locator("main")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button))
                .click();
    }
}
