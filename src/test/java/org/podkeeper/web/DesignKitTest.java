package org.podkeeper.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.podkeeper.browser.BrowserForTests;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Tag("browser")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DesignKitTest {
    /** A portal that has nothing but the kit: no accounts, no database. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {
                DataSourceAutoConfiguration.class,
                FlywayAutoConfiguration.class,
                JdbcSessionAutoConfiguration.class
            })
    @Import({
        KitPages.class,
        ExpectedErrors.class,
        Surprises.class,
        HelpController.class,
        HelpPages.class,
        BookingSamples.Pages.class,
        HostSamples.Pages.class,
        KeepSamples.Pages.class
    })
    static class Portal {}

    @RegisterExtension
    final BrowserForTests browser = new BrowserForTests();

    @LocalServerPort
    int port;

    @Test
    void looksGood() {
        expectGoodLooks(open("/kit"), "kit");
    }

    @Test
    void looksGoodWhenAFormIsRefused() {
        var page = open("/kit");
        page.getByLabel("Host name").fill("");
        page.getByLabel("Cores").fill("64");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Book").setExact(true))
                .click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("No host has room");
        expectGoodLooks(page, "kit-refused");
    }

    @Test
    void reachesTheContentFirstByKeyboard() {
        var page = open("/kit");
        page.keyboard().press("Tab");
        assertThat(page.getByText("Skip to content")).isFocused();
        assertThat(page.getByText("Skip to content")).isInViewport();
        page.keyboard().press("Enter");
        assertThat(page.locator("#content")).isFocused();
    }

    @Test
    void remembersTheThemeThatTheReaderChose() {
        var page = open("/kit");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Switch between light and dark"))
                .click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.reload();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }

    @Test
    void opensTheMenuOnPhonesAndClosesItWithEscape() {
        var page = open("/kit");
        page.setViewportSize(390, 844);
        page.getByText("Menu").click();
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in")))
                .isVisible();
        page.keyboard().press("Escape");
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in")))
                .not()
                .isVisible();
    }

    @Test
    void showsStrangersTimesInTheirBrowsersZone() {
        assertThat(open("/kit").locator("time").first()).hasText("Sat 21 Nov, 13:00");
    }

    @Test
    void looksGoodWhenSomethingIsMissing() {
        expectGoodLooks(open("/missing/5f0c9f6e-0000-0000-0000-000000000000"), "error-404");
    }

    @Test
    void looksGoodWhenSomethingBroke() {
        expectGoodLooks(open("/broken"), "error-500");
    }

    @Test
    void showsTheWholeErrorPageAndNothingElseWhenAPageBreaksHalfWay() {
        var page = browser.page();
        var answer = page.navigate("http://localhost:" + port + "/broken-half-way");
        Assertions.assertThat(answer.status()).isEqualTo(500);
        assertThat(page.locator("h1")).hasText("Something broke on our side");
        assertThat(page.locator("main")).not().containsText("Line 1");
        Assertions.assertThat(page.locator(".incident .copy-text").innerText()).matches("[2-9B-Z]{4}-[2-9B-Z]{4}");
        expectGoodLooks(page, "error-half-way");
    }

    @Test
    void looksGoodWhenHelping() {
        expectGoodLooks(open("/help?q=ssh"), "help-search");
        expectGoodLooks(open("/help/getting-started"), "help-getting-started");
        expectGoodLooks(open("/help/using-a-pod"), "help-using-a-pod");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "home",
                "list",
                "show/planned",
                "show/preparing",
                "show/ready",
                "show/operation",
                "show/operation-failed",
                "show/broken",
                "show/over",
                "kept-pods",
                "saved-images",
                "saved-image"
            })
    void looksGoodWhateverABookingIsUpTo(String sample) {
        expectGoodLooks(open("/samples/" + sample), "booking-" + sample.replace("show/", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox", "health/WITHDRAWN", "health/OUT_OF_SERVICE"})
    void looksGoodHoweverAHostIs(String sample) {
        expectGoodLooks(open("/samples/" + sample), sample.replace('/', '-'));
    }

    private Page open(String path) {
        var page = browser.page();
        page.navigate("http://localhost:" + port + path);
        return page;
    }
}
