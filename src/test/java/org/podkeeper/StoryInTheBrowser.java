package org.podkeeper;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.press;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.account.OneTimePassword;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.browser.BrowserForTests;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.KvmHostForTests.Result;
import org.podkeeper.provisioning.MachineView;

/** A story that people live in their browsers, with real machines behind it. */
@Tag("browser")
abstract class StoryInTheBrowser extends OnRealHosts {
    /** What ssh ends with when it was not let in. */
    private static final int NOT_LET_IN = 255;

    @TempDir
    static Path homes;

    /** Somebody at their own machine: signed in, with a key that is in their profile. */
    record Somebody(Person person, Page page, OwnersSsh ssh) {}

    Somebody somebody(BrowserForTests browser, String userName, Role role) throws Exception {
        OneTimePassword account = people.named(userName, role);
        var ssh = new OwnersSsh(Files.createDirectories(homes.resolve(userName)));
        keys.add(account.person().id(), "laptop", ssh.publicKey());
        return new Somebody(account.person(), browser.signedIn(port, account), ssh);
    }

    /** Asks for a single machine for two hours from now on; what comes of it is on the page. */
    void asks(Page page, String purpose) {
        go(page, "/?pod=" + TINY);
        page.getByLabel("What is it for?").fill(purpose);
        page.getByLabel("How long").fill("2");
        page.getByLabel("Unit").selectOption("HOURS");
        press(page, "Book");
    }

    /** The booking that the page shows. */
    BookingView shown(Page page) {
        assertThat(page).hasURL(Pattern.compile("/bookings/[0-9a-f-]{36}$"));
        String url = page.url();
        return desk.find(new BookingId(UUID.fromString(url.substring(url.lastIndexOf('/') + 1))))
                .orElseThrow();
    }

    static void awaitReady(Page page) {
        awaitStatus(page, "All machines answer");
    }

    static void awaitStatus(Page page, String sentence) {
        awaitWords(page.locator("[data-status]"), sentence);
    }

    /** What an open page comes to say by itself. */
    static void awaitWords(Locator where, String sentence) {
        assertThat(where).containsText(sentence, new LocatorAssertions.ContainsTextOptions().setTimeout(millis()));
    }

    /** What the page says of what was just done. */
    static void said(Page page, String sentence) {
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText(sentence);
    }

    MachineView machineOf(BookingView booking) {
        return provisioning.machines(deploymentOf(booking)).getFirst();
    }

    /** On the one machine of a booking. */
    String run(Somebody somebody, KvmHostForTests host, BookingView booking, String command) throws IOException {
        return somebody.ssh()
                .run(host, provisioning.machines(deploymentOf(booking)), machineOf(booking), command)
                .strip();
    }

    /** The machine answers, and it says no to the key. */
    void isRefused(Somebody somebody, KvmHostForTests host, BookingView booking) throws IOException {
        Result result =
                somebody.ssh().tryToRun(host, provisioning.machines(deploymentOf(booking)), machineOf(booking), "true");
        Assertions.assertThat(result.code()).as(result.output()).isEqualTo(NOT_LET_IN);
        Assertions.assertThat(result.output()).contains("Permission denied (publickey");
    }

    Page go(Page page, String path) {
        var answer = page.navigate(address(path));
        Assertions.assertThat(answer.status()).as(path).isEqualTo(200);
        return page;
    }

    String address(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    static double millis() {
        return PATIENCE.toMillis();
    }
}
