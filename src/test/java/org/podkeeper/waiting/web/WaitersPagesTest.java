package org.podkeeper.waiting.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.account.security.AsPerson.signedIn;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.ProgramsForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingView;
import org.podkeeper.waiting.WaitingForTests;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** The page and the API of who waits. */
@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, WaitingForTests.class, ProgramsForTests.class})
class WaitersPagesTest {
    @Autowired
    MockMvcTester mvc;

    @Autowired
    ProgramsForTests programs;

    @Autowired
    WaitingForTests waiting;

    @Autowired
    LabForTests lab;

    Person admin;
    Person ada;
    BookingView inTheWay;

    @BeforeEach
    void aFullHost() {
        waiting.begin();
        waiting.host(1);
        admin = lab.somebody(Role.LAB_ADMIN);
        ada = lab.somebody(Role.USER);
        inTheWay = waiting.book(admin, null, Duration.ofDays(10));
    }

    @Test
    void saysWhoWaitsForWhatSinceWhenAndWhoIsOfferedIt() {
        assertThat(page("/waiting/all")).bodyText().contains("Nobody waits");
        waiting.join(ada, WishMode.OFFER);
        waiting.join(lab.somebody(Role.USER), WishMode.AUTOMATIC);
        assertThat(page("/waiting/all"))
                .bodyText()
                .contains("2 wishes wait for room, none of them with an offer.")
                .contains(ada.fullName(), ada.userName(), "to test", "No. 1", "No. 2", "1 of 2 for this Pod")
                .contains("as soon as possible, by ", "in any lab", "is offered it", "booked at once");
        waiting.giveBack(inTheWay, admin);
        waiting.serve();
        assertThat(page("/waiting/all?lab=" + inTheWay.lab()))
                .bodyText()
                .contains("the lab Lab for tests could give, one of them with an offer", "until ", ", on host");
        assertThat(page("/waiting/all?lab=" + UUID.randomUUID())).hasStatus(404);
        assertThat(page("/waiting")).bodyText().contains("href=\"/waiting/all\"");
        assertThat(mvc.get().uri("/waiting").with(signedIn(ada)).exchange())
                .bodyText()
                .doesNotContain("/waiting/all");
    }

    @Test
    void asksForTheReasonBesideItsFieldAndTellsWhoLostTheirTurn() {
        Wish wish = waiting.join(ada, WishMode.OFFER);
        assertThat(remove(wish, " "))
                .hasStatus(422)
                .bodyText()
                .contains("Say why: whoever is taken off the list reads it.", "aria-invalid=\"true\"")
                .contains("open=\"open\"");
        assertThat(remove(wish, "The course is over")).hasRedirectedUrl("/waiting/all");
        assertThat(remove(wish, "The course is over"))
                .hasRedirectedUrl("/waiting/all")
                .flash()
                .hasEntrySatisfying(
                        "problem",
                        problem -> assertThat(problem).asString().contains("not in the waiting list any more"));
        assertThat(mvc.get().uri("/waiting/" + wish.id()).with(signedIn(ada)).exchange())
                .hasStatusOk()
                .bodyText()
                .contains("taken off the list", admin.userName() + " took it off the list: The course is over");
    }

    @Test
    void isReadAndChangedByProgramsOfLabAdmins() throws Exception {
        Wish wish = waiting.join(ada, WishMode.OFFER);
        JsonNode everybody = programs.json(programs.of(admin, "GET /api/v1/waiting/all"), 200);
        assertThat(everybody).hasSize(1);
        JsonNode waiter = everybody.get(0);
        assertThat(waiter.get("place").asInt()).isEqualTo(1);
        assertThat(waiter.get("userName").asString()).isEqualTo(ada.userName());
        assertThat(waiter.get("wish").get("id").asString()).isEqualTo(wish.id().toString());
        assertThat(waiter.get("wish").get("standing").get("position").asInt()).isEqualTo(1);
        assertThat(waiter.get("wish").get("history")).hasSize(1);
        assertThat(programs.of(ada, "GET /api/v1/waiting/all")).hasStatus(403);

        String call = "POST /api/v1/waiting/" + wish.id() + "/remove";
        assertThat(programs.of(ada, call, "{\"reason\": \"over\"}")).hasStatus(403);
        JsonNode refused = programs.json(programs.of(admin, call, "{}"), 422);
        assertThat(refused.get("errors").get(0).get("field").asString()).isEqualTo("reason");
        assertThat(refused.get("errors").get(0).get("code").asString()).isEqualTo("wait-remove-why");
        JsonNode removed = programs.json(programs.of(admin, call, "{\"reason\": \"over\"}"), 200);
        assertThat(removed.get("state").asString()).isEqualTo("REMOVED");
        assertThat(removed.get("history").get(1).get("who").asString()).isEqualTo(admin.userName());
        assertThat(removed.get("history").get(1).get("why").asString()).isEqualTo("over");
        assertThat(programs.of(admin, call, "{\"reason\": \"over\"}")).hasStatus(422);
        assertThat(programs.of(admin, "POST /api/v1/waiting/" + UUID.randomUUID() + "/remove", "{\"reason\": \"o\"}"))
                .hasStatus(404);
    }

    private MvcTestResult page(String path) {
        return mvc.get().uri(path).with(signedIn(admin)).exchange();
    }

    private MvcTestResult remove(Wish wish, String reason) {
        return mvc.post()
                .uri("/waiting/" + wish.id() + "/remove")
                .param("reason", reason)
                .with(csrf())
                .with(signedIn(admin))
                .exchange();
    }
}
