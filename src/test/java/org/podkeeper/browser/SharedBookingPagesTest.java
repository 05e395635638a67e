package org.podkeeper.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;
import static org.podkeeper.browser.BrowserForTests.press;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.assertj.core.api.Assertions;
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
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.MachinesForTests;
import org.podkeeper.kernel.Resources;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** A booking that lasts longer, is shared, and changes hands, as two people see it; it has not begun. */
@Tag("browser")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import({PostgresForTests.class, PeopleForTests.class, LabForTests.class, MachinesForTests.class})
class SharedBookingPagesTest {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");
    /** Public half of a key that nobody has the private half of any more. */
    private static final String OTHER_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEGfaV/6zfMDgHZS6ag3kHNiHvkZcQtKR5gFQHda11TM";

    @RegisterExtension
    final BrowserForTests owners = new BrowserForTests();

    @RegisterExtension
    final BrowserForTests others = new BrowserForTests();

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    KeyRing keys;

    @Autowired
    BookingDesk desk;

    @LocalServerPort
    int port;

    private Page owner;
    private Page other;
    private BookingView booking;
    private PersonId benId;

    @BeforeEach
    void aBookingForLater() {
        lab.removeAll();
        lab.host(new Resources(16, 65_536, 900));
        OneTimePassword ada = people.named("ada", Role.USER);
        OneTimePassword ben = people.named("ben", Role.USER);
        benId = ben.person().id();
        keys.add(ada.person().id(), "laptop", LabForTests.PUBLIC_KEY);
        booking = booked(ada.person());
        owner = owners.signedIn(port, ada);
        other = others.signedIn(port, ben);
    }

    private BookingView booked(Person by) {
        Pod pod = lab.pod("virtual-pharos-tiny");
        Instant start = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.HOURS);
        var request = new BookingRequest(
                pod.id(), lab.configFor(pod).id(), null, "Trying the new plan", start, Duration.ofDays(2), null);
        return switch (desk.book(request, by)) {
            case Verdict.Booked(var made) -> made;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    @Test
    void goesFromOneToTheOther() {
        go(owner, booking());
        movesItsEndByTheSlider();
        letsTheOtherUseIt();
        teams();
        booksForTheTeamAndKeepsTheDisks();
        changesHands();
    }

    /** By keyboard: the slider says what the field says, and the field is what counts. */
    private void movesItsEndByTheSlider() {
        Locator slider = owner.getByRole(AriaRole.SLIDER);
        Locator until = owner.getByLabel("Until", new Page.GetByLabelOptions().setExact(true));
        assertThat(slider).isVisible();
        String before = until.inputValue();
        slider.focus();
        owner.keyboard().press("End");
        assertThat(until).not().hasValue(before);
        press(owner, "Move the end");
        assertThat(owner.getByRole(AriaRole.STATUS).first()).containsText("goes on until");
        BookingView longer = desk.find(booking.id()).orElseThrow();
        Assertions.assertThat(longer.window().end()).isAfter(booking.window().end());
        Assertions.assertThat(longer.window().length()).isEqualTo(Duration.ofDays(21));
        assertThat(owner.locator("#changes")).isVisible();

        until.fill("2020-01-01T10:00");
        owner.evaluate("document.querySelector('#extend-until').form.noValidate = true");
        press(owner, "Move the end");
        assertThat(owner.locator("#extend-errors")).isVisible();
        Assertions.assertThat(desk.find(booking.id()).orElseThrow().window()).isEqualTo(longer.window());
        expectGoodLooks(owner, "booking-end-refused");
    }

    private void letsTheOtherUseIt() {
        Assertions.assertThat(other.navigate(address(booking())).status()).isEqualTo(404);
        owner.getByLabel("User name", new Page.GetByLabelOptions().setExact(true))
                .fill("nobody-here");
        press(owner, "Add");
        assertThat(owner.locator("#share-errors")).containsText("nobody-here");
        owner.getByLabel("User name", new Page.GetByLabelOptions().setExact(true))
                .fill("ben");
        owner.getByLabel("What they may do").selectOption("LOOK");
        press(owner, "Add");
        assertThat(owner.getByRole(AriaRole.STATUS).first()).containsText("can look at this booking now");
        go(other, booking());
        assertThat(other.getByRole(AriaRole.SLIDER)).hasCount(0);
        assertThat(other.getByText("End this booking")).hasCount(0);
        expectGoodLooks(other, "booking-of-somebody-else");
        owner.getByLabel("What Full Name of ben may do").selectOption("MANAGE");
        press(owner, "Change");
        go(other, booking());
        assertThat(other.getByRole(AriaRole.SLIDER)).isVisible();
    }

    private void teams() {
        go(owner, "/profile/teams");
        assertThat(owner.locator("main")).containsText("You are in no team");
        expectGoodLooks(owner, "teams-none");
        owner.getByLabel("Name of the team").fill("Testers of the north");
        press(owner, "Make the team");
        owner.getByLabel("User name of who joins").fill("ben");
        press(owner, "Add to the team");
        assertThat(owner.locator("main")).containsText("Full Name of ben");
        owner.getByText("Dissolve this team").click();
        expectGoodLooks(owner, "teams");
        go(owner, booking());
        owner.getByLabel("Team that it is of").selectOption("Testers of the north");
        press(owner, "Give to the team");
        assertThat(owner.locator("main")).containsText("Also of the team Testers of the north");
    }

    private void booksForTheTeamAndKeepsTheDisks() {
        go(owner, "/?pod=virtual-pharos-tiny");
        owner.getByLabel("What is it for?").fill("The course of the north");
        owner.getByLabel("Ready at")
                .fill(LocalDateTime.now(ZoneOffset.UTC).plusDays(30).format(MINUTES));
        owner.getByLabel("For", new Page.GetByLabelOptions().setExact(true))
                .selectOption("the team Testers of the north");
        owner.getByLabel("At the end").selectOption("keep a snapshot for 3 days");
        owner.getByLabel("Keep only the disks").check();
        expectGoodLooks(owner, "home-with-choices");
        press(owner, "Book");
        assertThat(owner.locator("main")).containsText("the disks are kept, and deleted");
        assertThat(owner.locator("main")).containsText("Also of the team Testers of the north");
    }

    private void changesHands() {
        go(owner, booking());
        owner.getByText("Hand it over to somebody else").click();
        owner.getByLabel("User name of the new owner").fill("ben");
        press(owner, "Hand over");
        assertThat(owner.locator("#new-owner-errors")).containsText("Full Name of ben has no SSH key");
        expectGoodLooks(owner, "booking-hand-over");
        keys.add(benId, "laptop", OTHER_KEY);
        press(owner, "Hand over");
        assertThat(owner.getByRole(AriaRole.STATUS).first()).containsText("This booking is ben’s now");
        go(other, booking());
        assertThat(other.getByText("Hand it over to somebody else")).isVisible();
        go(other, "/inbox");
        expectGoodLooks(other, "inbox-of-the-new-owner");
    }

    private String booking() {
        return "/bookings/" + booking.id();
    }

    private String address(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private void go(Page page, String path) {
        Assertions.assertThat(page.navigate(address(path)).status()).as(path).isEqualTo(200);
    }
}
