package org.podkeeper;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;
import static org.podkeeper.browser.BrowserForTests.press;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingView;
import org.podkeeper.browser.BrowserForTests;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;

/**
 * Three people, one host with room for one machine: what they do in their browsers decides who gets into a machine, for how
 * long it stands, and whose it is next.
 */
class HandToHandStoryTest extends StoryInTheBrowser {
    @RegisterExtension
    final BrowserForTests adas = new BrowserForTests();

    @RegisterExtension
    final BrowserForTests bens = new BrowserForTests();

    @RegisterExtension
    final BrowserForTests cleos = new BrowserForTests();

    private final KvmHostForTests host = RealHosts.one();

    private Somebody ada;
    private Somebody ben;
    private Somebody cleo;
    private BookingView booking;

    @BeforeEach
    void adaHasAllThereIs() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(host, single.resources());
        ada = somebody(adas, "ada.owns", Role.USER);
        ben = somebody(bens, "ben.helps", Role.USER);
        cleo = somebody(cleos, "cleo.waits", Role.USER);
        asks(ada.page(), "Measuring the new switch");
        booking = shown(ada.page());
        awaitReady(ada.page());
    }

    @Test
    void aPodIsSharedLastsLongerIsReturnedAndGoesToWhoWaits() throws Exception {
        String boot = bootOf();

        letsBenInAndOutAgain();
        movesItsEndByTheSlider();
        Assertions.assertThat(bootOf()).as("the machine ran on").isEqualTo(boot);

        cleoWaits();
        returnsIt();
        awaitWords(cleo.page().locator("main"), "It is your turn");
        press(cleo.page(), "Take it");
        BookingView next = shown(cleo.page());
        awaitReady(cleo.page());
        Assertions.assertThat(run(cleo, host, next, "whoami")).isEqualTo("pod");
        isRefused(ada, host, next);
    }

    private void letsBenInAndOutAgain() throws IOException {
        Page page = ada.page();
        awaitWords(person(page, "ada.owns"), "keys in all machines");
        isRefused(ben, host, booking);

        page.getByLabel("User name", new Page.GetByLabelOptions().setExact(true))
                .fill("ben.helps");
        page.getByLabel("What they may do", new Page.GetByLabelOptions().setExact(true))
                .selectOption("USE");
        press(page, "Add");
        said(page, "ben.helps can use this booking now; their SSH keys are on the way");
        awaitWords(person(page, "ben.helps"), "keys in all machines");
        Assertions.assertThat(run(ben, host, booking, "whoami")).isEqualTo("pod");
        expectGoodLooks(page, "booking-shared");
        go(ben.page(), "/bookings/" + booking.id());
        assertThat(ben.page().locator(".access .copy.is-strong")).containsText("ssh ");

        may("LOOK", "ben.helps can look at this booking now");
        isRefused(ben, host, booking);
        may("USE", "ben.helps can use this booking now");
        awaitWords(person(page, "ben.helps"), "keys in all machines");
        Assertions.assertThat(run(ben, host, booking, "whoami")).isEqualTo("pod");

        page.getByLabel("Remove Full Name of ben.helps from this booking").click();
        said(page, "ben.helps can do nothing with this booking any more");
        keysAreAsTheyShould(page);
        isRefused(ben, host, booking);
        Assertions.assertThat(ben.page()
                        .navigate(address("/bookings/" + booking.id()))
                        .status())
                .isEqualTo(404);
        Assertions.assertThat(run(ada, host, booking, "whoami")).isEqualTo("pod");
    }

    private void may(String grade, String sentence) {
        Page page = ada.page();
        page.getByLabel("What Full Name of ben.helps may do").selectOption(grade);
        press(page, "Change");
        said(page, sentence);
        keysAreAsTheyShould(page);
    }

    /** The page notices by itself when machines have taken their keys. */
    private static void keysAreAsTheyShould(Page page) {
        assertThat(page.getByText("other keys than they should"))
                .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(millis()));
    }

    private static Locator person(Page page, String userName) {
        return page.locator("section[aria-labelledby=people] li")
                .filter(new Locator.FilterOptions().setHasText("Full Name of " + userName));
    }

    /** By keyboard: as long as it may, and then six hours less. */
    private void movesItsEndByTheSlider() {
        Page page = ada.page();
        Locator slider = page.getByRole(AriaRole.SLIDER);
        slider.focus();
        page.keyboard().press("End");
        press(page, "Move the end");
        said(page, "goes on until");
        BookingView longer = desk.find(booking.id()).orElseThrow();
        Assertions.assertThat(longer.window().end()).isAfter(booking.window().end());

        slider.focus();
        page.keyboard().press("ArrowLeft");
        press(page, "Move the end");
        said(page, "already");
        Assertions.assertThat(desk.find(booking.id()).orElseThrow().window().end())
                .isBefore(longer.window().end())
                .isAfter(booking.window().end());
        assertThat(page.locator("section[aria-labelledby=changes]")).containsText("End moved");
    }

    private void cleoWaits() {
        Page page = cleo.page();
        asks(page, "Measuring the old switch");
        assertThat(page.locator("main")).containsText("There is room at another time");
        press(page, "Wait, and offer it to me");
        assertThat(page).hasURL(Pattern.compile("/waiting/[0-9a-f-]{36}$"));
        assertThat(page.locator("main")).containsText("You are number 1 of 1 who wait for this Pod");
    }

    private void returnsIt() throws IOException {
        Page page = ada.page();
        page.getByText("End this booking").click();
        press(page, "End now and delete the machines");
        said(page, "how its machines are removed");
        awaitStatus(page, "Nothing of this booking is left");
        nothingIsLeftOn(host);
    }

    private String bootOf() throws IOException {
        return run(ada, host, booking, "cat /proc/sys/kernel/random/boot_id");
    }
}
