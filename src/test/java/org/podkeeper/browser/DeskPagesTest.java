package org.podkeeper.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.podkeeper.browser.BrowserForTests.expectGoodLooks;
import static org.podkeeper.browser.BrowserForTests.press;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.People;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.Teams;
import org.podkeeper.booking.BookingView;
import org.podkeeper.waiting.WaitingForTests;
import org.podkeeper.waiting.WishMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What lab admins do at the desk: who waits, what a lab does about unused pods; and what instructors decide. */
@Tag("browser")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"podkeeper.waiting.day-begins=00:00", "podkeeper.waiting.day-ends=00:00"})
@Import({PostgresForTests.class, WaitingForTests.class})
class DeskPagesTest {
    @RegisterExtension
    final BrowserForTests browser = new BrowserForTests();

    @Autowired
    WaitingForTests waiting;

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    People known;

    @Autowired
    Teams teams;

    @Autowired
    JdbcClient jdbc;

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

    @AfterEach
    void noRules() {
        jdbc.sql("delete from lab_use_rule").update();
        lab.removeAll();
    }

    @Test
    void tellsWhoWaitsAndTakesSomebodyOff() {
        Page page = browser.signedIn(port, people.named("wanda", Role.LAB_ADMIN));
        page.navigate(url("/waiting"));
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Everybody’s"))
                .click();
        assertThat(page.locator("main")).containsText("Nobody waits");
        expectGoodLooks(page, "waiters-none");
        waiting.join(ada, WishMode.OFFER);
        waiting.join(lab.somebody(Role.INSTRUCTOR), WishMode.AUTOMATIC);
        waiting.join(lab.somebody(Role.USER), WishMode.OFFER);
        waiting.giveBack(inTheWay, ada);
        waiting.serve();
        waiting.join(lab.somebody(Role.USER), WishMode.AUTOMATIC);
        page.reload();
        assertThat(page.locator("main")).containsText(ada.fullName());
        expectGoodLooks(page, "waiters");
        page.locator("tbody tr").first().locator("summary").click();
        press(page, "Take " + ada.fullName() + " off the list");
        assertThat(page.locator("main")).containsText("Say why: whoever is taken off the list reads it.");
        expectGoodLooks(page, "waiters-why");
        page.getByLabel("Reason").first().fill("The course is over.");
        press(page, "Take " + ada.fullName() + " off the list");
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("is told that wish");
        assertThat(page.locator("tbody")).not().containsText(ada.fullName());
    }

    @Test
    void saysOnTheLabsPageWhatBecomesOfUnusedPods() {
        Page page = browser.signedIn(port, people.named("lars", Role.LAB_ADMIN));
        page.navigate(url("/labs/" + inTheWay.lab()));
        assertThat(page.locator("#use")).containsText("nothing follows from silence");
        expectGoodLooks(page, "lab");
        page.getByLabel("Ask after so many hours").fill("0");
        page.getByLabel("End bookings whose owner does not answer").check();
        press(page, "Set it for this lab");
        assertThat(page.locator("main")).containsText("Say a whole number of hours from 1 to 2,160 (90 days).");
        expectGoodLooks(page, "lab-use-refused");
        page.getByLabel("Ask after so many hours").fill("12");
        page.getByLabel("Why").fill("Exams: everybody wants a pod.");
        press(page, "Set it for this lab");
        assertThat(page).hasURL(Pattern.compile("/labs/[0-9a-f-]{36}#use$"));
        assertThat(page.locator("#use")).containsText("1 day after the question the booking ends without an answer");
        page.locator("#use summary").click();
        expectGoodLooks(page, "lab-use-set");
        press(page, "Back to the portal’s settings");
        assertThat(page.locator("#use")).containsText("nothing follows from silence");
    }

    @Test
    void tellsInstructorsWhatIsTheirsToDecide() {
        Page page = browser.signedIn(port, people.named("ines", Role.INSTRUCTOR));
        page.navigate(url("/bookings/requests"));
        page.navigate(url("/bookings/approvals"));
        assertThat(page.locator("main")).containsText("You manage none.");
        teams.make("Networks with Ines", known.findByUserName("ines").orElseThrow());
        page.reload();
        assertThat(page.locator("main")).containsText("You decide on what others ask for in the name of teams");
        expectGoodLooks(page, "approval-queue-instructor");
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
