package org.podkeeper;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;
import static org.podkeeper.browser.BrowserForTests.press;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.podkeeper.account.OneTimePassword;
import org.podkeeper.account.Role;
import org.podkeeper.browser.BrowserForTests;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;

/** What a person sees from the first sign-in to the end of a booking, with real machines behind it. */
class BookingStoryTest extends StoryInTheBrowser {
    private static final String PASSWORD = "seven quiet lanterns";

    @RegisterExtension
    final BrowserForTests browser = new BrowserForTests();

    @RegisterExtension
    final BrowserForTests browserOfAdmin = new BrowserForTests();

    @RegisterExtension
    final BrowserForTests withoutScripts = BrowserForTests.withoutScripts();

    private final SoftAssertions looks = new SoftAssertions();

    private HostId host;

    /** Room for one pod of six and one single machine. */
    @BeforeEach
    void theHostInALab() {
        Resources six = lab.pod(SIX_TINY).resources();
        host = lab.realHost(RealHosts.one(), six.plus(lab.pod(TINY).resources()));
    }

    @Test
    void leadsFromTheFirstSignInToSixMachinesAndBack() {
        Page page = open(browser, "/");
        looksGood(page, "home-stranger");
        looksGood(go(page, "/calendar"), "calendar-stranger");

        String oneTime = anAdminMakesAnAccount("alice", "Alice Moreau");
        signIn(page, "alice", oneTime);
        choosePassword(page, oneTime);
        looksGood(go(page, "/"), "home-without-key");
        looksGood(go(page, "/bookings"), "bookings-empty");

        go(page, "/?pod=virtual-pharos-tiny");
        page.getByLabel("How long").fill("100");
        press(page, "Book");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("no SSH key");
        assertThat(page.locator("main")).containsText("A booking lasts at most");
        assertThat(page.locator("main")).containsText("Say in a few words what the pod is for");
        looksGood(page, "home-refused");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Add an SSH key"))
                .click();
        looksGood(page, "keys-empty");
        page.getByLabel("Public key").fill(LabForTests.PUBLIC_KEY);
        page.getByLabel("Name").fill("laptop");
        press(page, "Add key");
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("laptop");
        looksGood(page, "keys");

        looksGood(go(page, "/?pod=virtual-pharos-tiny"), "home-with-key");
        page.getByLabel("What is it for?").fill("Trying the new VLAN plan");
        page.getByLabel("How long").fill("2");
        page.getByLabel("Unit").selectOption("HOURS");
        press(page, "Book");
        assertThat(page).hasURL(Pattern.compile("/bookings/[0-9a-f-]{36}$"));

        String booking = URI.create(page.url()).getPath();
        page.evaluate("window.sameDocument = true");
        Locator percent = page.locator(".walk-percent strong");
        String early = percent.textContent();
        page.getByText("Every step with its times").click();
        assertThat(percent).not().hasText(early, new LocatorAssertions.HasTextOptions().setTimeout(millis()));
        assertThat(page.locator("#every-step")).hasAttribute("open", "");
        page.getByText("Every step with its times").click();
        looksGood(page, "booking-preparing");
        everyPageOfAnAdminLooksGood();
        awaitStatus(page, "All machines answer");
        Assertions.assertThat(page.evaluate("window.sameDocument"))
                .as("the page that was there before the pod was ready")
                .isEqualTo(true);
        assertThat(page.locator(".access .copy.is-strong")).containsText("ssh ");
        assertThat(page.locator("section[aria-labelledby=machines] tbody tr")).hasCount(6);
        looksGood(page, "booking-ready");
        looksGood(go(page, "/"), "home-full");
        findsAGapInTheCalendar(page);

        go(page, booking);
        page.getByText("End this booking").click();
        press(page, "End now and delete the machines");
        said(page, "how its machines are removed");
        looksGood(page, "booking-leaving");
        awaitStatus(page, "Nothing of this booking is left");
        looksGood(page, "booking-over");
        looksGood(go(page, "/bookings"), "bookings");
        looks.assertAll();
    }

    /** By keyboard from gap to gap, and from one into the form. */
    private void findsAGapInTheCalendar(Page page) {
        go(page, "/calendar?pod=virtual-pharos-tiny&length=3&unit=HOURS");
        assertThat(page.locator(".lane.is-own a")).hasCount(1);
        looksGood(page, "calendar");
        page.getByLabel("How long").fill("4");
        page.getByLabel("How long").press("Enter");
        assertThat(page).hasURL(Pattern.compile("length=4"));
        page.waitForLoadState(); // before that nobody listens to keys
        Locator gaps = page.locator(".lane-time a:has(.is-free)");
        gaps.first().focus();
        page.keyboard().press("-");
        assertThat(page.locator(".zooms a[aria-current]")).hasText("4 weeks");
        page.locator(".lane-time a:has(.is-free)").first().focus();
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("How long")).hasValue("4");
        assertThat(page.getByLabel("Unit")).hasValue("HOURS");
    }

    @Test
    void booksAndEndsWithoutScripts() {
        OneTimePassword created = people.named("mira", Role.USER);
        Page page = open(withoutScripts, "/");
        signIn(page, "mira", created.password());
        choosePassword(page, created.password());
        go(page, "/profile/keys");
        page.getByLabel("Public key").fill(LabForTests.PUBLIC_KEY);
        page.getByLabel("Name").fill("laptop");
        press(page, "Add key");

        go(page, "/?pod=all-in-one-tiny");
        page.getByLabel("What is it for?").fill("A browser without scripts");
        press(page, "Book");
        assertThat(page.locator("[data-status]")).containsText("Your machines are being made");
        page.getByText("End this booking").click();
        press(page, "End now and delete the machines");
        said(page, "how its machines are removed");
        await("nothing is left", () -> {
            if (page.locator("[data-status]").textContent().contains("Nothing of this booking is left")) {
                return page;
            }
            page.reload();
            return null;
        });
    }

    /** In a session of their own; gives the one-time password. */
    private String anAdminMakesAnAccount(String userName, String fullName) {
        OneTimePassword admin = people.named("paula.admin", Role.ADMIN);
        Page page = open(browserOfAdmin, "/");
        signIn(page, "paula.admin", admin.password());
        choosePassword(page, admin.password());
        go(page, "/people/new");
        looksGood(page, "person-new");
        page.getByLabel("Full name").fill(fullName);
        page.getByLabel("User name").fill(userName);
        page.getByLabel("Mail address").fill(userName + "@podkeeper.example");
        press(page, "Make account");
        looksGood(page, "person-password");
        return page.locator(".copy-text").nth(1).textContent();
    }

    private void everyPageOfAnAdminLooksGood() {
        Page page = open(browserOfAdmin, "/bookings?everybody=true");
        looksGood(page, "bookings-everybody");
        for (String path : List.of(
                "/profile",
                "/profile/tokens",
                "/profile/password",
                "/people",
                "/hosts",
                "/hosts/" + host,
                "/catalog",
                "/catalog/pods/virtual-pharos-tiny",
                "/images-admin",
                "/help",
                "/help/using-a-pod")) {
            go(page, path);
            looksGood(
                    page, path.substring(1).replace(String.valueOf(host), "one").replace('/', '-'));
        }
        page.close();
    }

    private void signIn(Page page, String userName, String password) {
        go(page, "/sign-in");
        page.getByLabel("User name").fill(userName);
        page.getByLabel("Password").fill(password);
        press(page, "Sign in");
    }

    private static void choosePassword(Page page, String oneTime) {
        assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Choose your own password");
        page.getByLabel("Password you were given").fill(oneTime);
        page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true))
                .fill(PASSWORD);
        page.getByLabel("New password again").fill(PASSWORD);
        press(page, "Change password");
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("Your password is changed");
    }

    /** A page that does not is said at the end, so that all such pages are. */
    private void looksGood(Page page, String name) {
        looks.check(() -> expectGoodLooks(page, name));
    }

    private Page open(BrowserForTests in, String path) {
        return go(in.page(), path);
    }
}
