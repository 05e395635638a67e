package org.podkeeper.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.OneTimePassword;
import org.podkeeper.account.People;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingView;
import org.podkeeper.waiting.Questions;
import org.podkeeper.waiting.WaitingForTests;
import org.podkeeper.waiting.WishMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Booking where there is no room, waiting, being offered it, taking it; with and without scripts. */
@Tag("browser")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"podkeeper.waiting.day-begins=00:00", "podkeeper.waiting.day-ends=00:00"})
@Import({PostgresForTests.class, WaitingForTests.class})
class WaitingStoryTest {
    private static final String PASSWORD = "seven quiet lanterns";

    @RegisterExtension
    final BrowserForTests browser = new BrowserForTests();

    @RegisterExtension
    final BrowserForTests withoutScripts = BrowserForTests.withoutScripts();

    @Autowired
    WaitingForTests waiting;

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    People known;

    @Autowired
    KeyRing keys;

    @Autowired
    Questions questions;

    @Autowired
    MovableClock clock;

    @LocalServerPort
    int port;

    private Person ada;
    private BookingView inTheWay;

    @BeforeEach
    void aFullHost() {
        waiting.begin();
        waiting.host(1);
        ada = lab.somebody(Role.USER);
        inTheWay = waiting.book(ada, null, Duration.ofDays(10));
    }

    @Test
    void leadsFromARefusalOverTheWaitingListToABooking() {
        Page page = signedIn(browser.page(), "ben");
        waitFor(page, "Measuring the new switch");
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("You are in the waiting list");
        assertThat(page.locator("main")).containsText("number 1 of 1");
        assertThat(page.getByLabel("What is it for?")).hasValue("Measuring the new switch");
        expectGoodLooks(page, "waiting-waits");

        page.getByLabel("To begin by").fill("2020-01-01T00:00");
        press(page, "Save the changes");
        assertThat(page.locator("main")).containsText("is in the past");
        page.reload();

        waiting.giveBack(inTheWay, ada);
        waiting.serve();
        page.navigate(url("/inbox"));
        assertThat(page.locator("main")).containsText("is yours until");
        page.navigate(url("/waiting"));
        expectGoodLooks(page, "waiting-list");
        page.locator("article h2 a").click();
        assertThat(page.locator("main")).containsText("It is your turn");
        expectGoodLooks(page, "waiting-offered");
        press(page, "Take it");
        assertThat(page).hasURL(Pattern.compile("/bookings/[0-9a-f-]{36}$"));
        assertThat(page.locator("main")).containsText("Measuring the new switch");

        page.navigate(url("/waiting"));
        assertThat(page.locator("main")).containsText("booked");
        expectGoodLooks(page, "waiting-over");
        page.navigate(url("/help/waiting"));
        expectGoodLooks(page, "help-waiting");
    }

    @Test
    void needsNoScript() {
        Page page = signedIn(withoutScripts.page(), "cleo");
        waitFor(page, "Without scripts");
        page.locator("details.danger-zone summary").click();
        press(page, "Leave the list");
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("You left the list");
    }

    @Test
    void asksWhoDoesNotUseWhatOthersWaitFor() {
        waiting.giveBack(inTheWay, ada);
        Page page = signedIn(browser.page(), "dora");
        BookingView doras = waiting.book(known.findByUserName("dora").orElseThrow(), null, Duration.ofDays(10));
        waiting.join(ada, WishMode.OFFER);
        questions.consider(doras.id(), clock.instant().minus(Duration.ofHours(30)));
        page.navigate(url("/inbox"));
        assertThat(page.locator("main")).containsText("Are you still using booking");
        page.navigate(url("/bookings/" + doras.id()));
        page.locator("#still-using details.danger-zone summary").click();
        assertThat(page.locator("#still-using")).containsText("everything on their disks are deleted");
        expectGoodLooks(page, "still-using");
        press(page, "I still need it");
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("It stays yours");
        assertThat(page.locator("#still-using")).hasCount(0);
    }

    private void waitFor(Page page, String purpose) {
        page.navigate(url("/?pod=virtual-pharos-tiny"));
        page.getByLabel("What is it for?").fill(purpose);
        page.getByLabel("How long").fill("2");
        page.getByLabel("Unit").selectOption("HOURS");
        press(page, "Book");
        assertThat(page.locator("main")).containsText("There is room at another time");
        if (purpose.startsWith("Measuring")) {
            expectGoodLooks(page, "home-full");
        }
        press(page, "Wait, and offer it to me");
        assertThat(page).hasURL(Pattern.compile("/waiting/[0-9a-f-]{36}$"));
    }

    private Page signedIn(Page page, String userName) {
        OneTimePassword account = people.named(userName, Role.USER);
        keys.add(account.person().id(), "laptop", LabForTests.PUBLIC_KEY);
        page.navigate(url("/sign-in"));
        page.getByLabel("User name").fill(userName);
        page.getByLabel("Password").fill(account.password());
        press(page, "Sign in");
        page.getByLabel("Password you were given").fill(account.password());
        page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true))
                .fill(PASSWORD);
        page.getByLabel("New password again").fill(PASSWORD);
        press(page, "Change password");
        return page;
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private static void press(Page page, String button) {
        page.locator("main")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }
}
