package org.podkeeper.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;
import static org.podkeeper.browser.BrowserForTests.press;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
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
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.MachinesForTests;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An admin plans an outage, looks who is hit and announces it; whoever is hit reads it and accepts another time. */
@Tag("browser")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import({
    PostgresForTests.class,
    PeopleForTests.class,
    LabForTests.class,
    MachinesForTests.class,
    OutageStoryTest.NobodyWorks.class
})
class OutageStoryTest {
    /** What is booked on paper is nobody's to make. */
    @TestConfiguration(proxyBeanMethods = false)
    static class NobodyWorks {
        @Bean
        DbSchedulerStarter neverStarted() {
            return () -> {};
        }
    }

    @RegisterExtension
    final BrowserForTests admins = new BrowserForTests();

    @RegisterExtension
    final BrowserForTests owners = new BrowserForTests();

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    KeyRing keys;

    @Autowired
    BookingDesk desk;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @BeforeEach
    void nothingYet() {
        lab.isNotProbed();
        lab.removeAll();
        jdbc.sql("delete from outage_plan").update();
    }

    @Test
    void anAdminPlansAnOutageAndWhoeverIsHitAcceptsTheMove() {
        Pod pod = lab.pod("virtual-pharos-tiny");
        HostId host = lab.host(pod.resources());
        OneTimePassword warden = people.named("warden", Role.LAB_ADMIN);
        OneTimePassword guest = people.named("guest", Role.USER);
        Person admin = warden.person();
        Person owner = guest.person();
        keys.add(owner.id(), "laptop", LabForTests.PUBLIC_KEY);
        BookingView booking = book(pod, owner);

        Page page = admins.signedIn(port, warden);
        page.navigate(at("/outages/new?host=" + host));
        page.locator("#start").fill(local(admin, 20));
        page.locator("#end").fill(local(admin, 26));
        page.locator("#reason").fill("Two new fans and a firmware update");
        expectGoodLooks(page, "outage-plan");
        press(page, "See who is hit");
        PlaywrightAssertions.assertThat(page.locator("#preview")).containsText("It would hit one booking");
        PlaywrightAssertions.assertThat(page.locator("#preview")).containsText("#" + booking.number());
        expectGoodLooks(page, "outage-preview");
        press(page, "Announce it and tell the owner");
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("is announced");
        expectGoodLooks(page, "outage-show");
        page.navigate(at("/outages"));
        expectGoodLooks(page, "outages");
        page.navigate(at("/maintenance/new?host=" + host));
        page.locator("#reason").fill("Updates");
        press(page, "See when that is");
        expectGoodLooks(page, "maintenance");
        page.navigate(at("/announcements"));
        expectGoodLooks(page, "announcements");

        page = owners.signedIn(port, guest);
        page.navigate(at("/inbox"));
        assertThat(page.textContent("main")).contains("An outage hits booking #" + booking.number());
        page.navigate(at("/bookings/" + booking.id()));
        PlaywrightAssertions.assertThat(page.locator("#outage")).containsText("An outage hits this booking");
        PlaywrightAssertions.assertThat(page.locator(".notices")).containsText("Out of service soon");
        expectGoodLooks(page, "outage-booking");
        press(page, "Take that time");
        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("is moved");
        assertThat(page.locator("#outage").count()).isZero();
        assertThat(page.content()).doesNotContain("??");
        page.locator(".notices button").first().click();
        assertThat(page.locator(".notices").count()).isZero();
        BookingView moved = desk.find(booking.id()).orElseThrow();
        assertThat(moved.window().start()).isAfter(booking.window().start());
        assertThat(moved.window().length()).isEqualTo(booking.window().length());
    }

    private BookingView book(Pod pod, Person owner) {
        Verdict verdict = desk.book(
                new BookingRequest(
                        pod.id(),
                        lab.configFor(pod).id(),
                        null,
                        "Trying out a storage driver",
                        Instant.now().plus(Duration.ofHours(22)),
                        Duration.ofHours(8),
                        null),
                owner);
        return ((Verdict.Booked) verdict).booking();
    }

    private static String local(Person person, int hours) {
        return LocalDateTime.ofInstant(Instant.now().plus(Duration.ofHours(hours)), person.timeZone())
                .truncatedTo(ChronoUnit.HOURS)
                .toString();
    }

    private String at(String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
