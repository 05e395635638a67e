package org.podkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WebMvcTest(controllers = KitPages.KitController.class)
@Import(KitPages.class)
class PagesTest {
    @Autowired
    MockMvcTester pages;

    @Test
    void printsOneDocumentTypeAndTheTitle() {
        assertThat(pages.get().uri("/kit"))
                .hasStatusOk()
                .bodyText()
                .containsOnlyOnce("<!DOCTYPE html>")
                .contains("<title>Design kit · Podkeeper</title>")
                .doesNotContain(" style=")
                .doesNotContain("th:");
    }

    @Test
    void showsStrangersTheWayInAndNoSectionThatNeedsAnAccount() {
        assertThat(pages.get().uri("/kit"))
                .bodyText()
                .contains("href=\"/sign-in\"", "Times in UTC")
                .doesNotContain("href=\"/bookings\"")
                .doesNotContain("href=\"/people\"");
    }

    @Test
    @WithMockUser(username = "alice", roles = "USER")
    void showsAUserTheirSectionsAndTheWayOut() {
        assertThat(pages.get().uri("/kit"))
                .bodyText()
                .contains("href=\"/bookings\"", "alice", "action=\"/sign-out\"")
                .doesNotContain("href=\"/people\"", "href=\"/hosts\"", "href=\"/sign-in\"");
    }

    @Test
    @WithMockUser(roles = "LAB_ADMIN")
    void showsALabAdminTheHosts() {
        assertThat(pages.get().uri("/kit"))
                .bodyText()
                .contains("href=\"/hosts\"")
                .doesNotContain("href=\"/people\"");
    }

    @Test
    @WithMockUser(roles = "ADMIN")
    void showsAnAdminThePeople() {
        assertThat(pages.get().uri("/kit")).bodyText().contains("href=\"/people\"");
    }

    @Test
    @WithMockUser
    void printsTimesInTheReadersZoneWithUtcBesideThem() {
        assertThat(pages.get().uri("/kit"))
                .bodyText()
                .contains(
                        "datetime=\"2026-11-21T12:00:00Z\"",
                        "title=\"2026-11-21 12:00:00 UTC\"",
                        ">Sat 21 Nov, 13:00<");
    }

    @Test
    void marksTimesForStrangersSoThatTheBrowserCanImproveThem() {
        assertThat(pages.get().uri("/kit")).bodyText().contains("data-local=\"at\"", ">Sat 21 Nov, 12:00 UTC<");
    }

    @Test
    void showsEveryErrorNextToItsFieldAndTogether() {
        var answer = pages.post()
                .uri("/kit")
                .with(SecurityMockMvcRequestPostProcessors.csrf())
                .formField("name", "")
                .formField("mail", "a@example.org")
                .formField("cores", "64")
                .formField("_agreed", "on");
        assertThat(answer)
                .bodyText()
                .contains("No host has room for this pod before Mon 23 Nov, 09:00.")
                .contains("aria-invalid=\"true\"", "aria-describedby=\"name-errors name-hint\"", "id=\"name-errors\"")
                .contains("2 fields below need another look.");
    }

    @Test
    void answersAMissingThingWithAPageOfOurs() {
        assertThat(pages.get().uri("/missing/5f0c9f6e-0000-0000-0000-000000000000"))
                .hasStatus(HttpStatus.NOT_FOUND)
                .bodyText()
                .contains("Nothing here", "Podkeeper")
                .doesNotContain("5f0c9f6e");
    }

    @Test
    void answersAnIdOfTheWrongFormLikeAMissingThing() {
        assertThat(pages.get().uri("/missing/17")).hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void answersAnUnknownAddressWithAPageOfOurs() {
        assertThat(pages.get().uri("/nothing/here"))
                .hasStatus(HttpStatus.NOT_FOUND)
                .bodyText()
                .contains("Nothing here");
    }

    @Test
    void answersAStaleSaveWithWhatToDoNext() {
        assertThat(pages.get().uri("/stale"))
                .hasStatus(HttpStatus.CONFLICT)
                .bodyText()
                .contains("Somebody was faster")
                .doesNotContain("another transaction");
    }

    @Test
    void answersAWrongMethodWithAPageOfOurs() {
        assertThat(pages.put().uri("/kit").with(SecurityMockMvcRequestPostProcessors.csrf()))
                .hasStatus(HttpStatus.METHOD_NOT_ALLOWED)
                .bodyText()
                .contains("405", "does not work");
    }

    @Test
    void answersASurpriseWithAnIncidentIdAndWithoutItsText() {
        assertThat(pages.get().uri("/broken"))
                .hasStatus(HttpStatus.INTERNAL_SERVER_ERROR)
                .bodyText()
                .containsPattern("[2-9B-Z]{4}-[2-9B-Z]{4}")
                .doesNotContain("secret of the machine room", "IllegalStateException");
    }

    @Test
    void leavesARefusalOfAccessToTheSecurityFilters() {
        assertThat(pages.get().uri("/denied")).hasStatus(HttpStatus.FORBIDDEN);
    }

    @Test
    void answersTheApiWithProblems() {
        assertThat(pages.get().uri("/api/v1/missing/5f0c9f6e-0000-0000-0000-000000000000"))
                .hasStatus(HttpStatus.NOT_FOUND)
                .hasContentType("application/problem+json");
        assertThat(pages.get().uri("/api/v1/stale"))
                .hasStatus(HttpStatus.CONFLICT)
                .hasContentType("application/problem+json");
        assertThat(pages.get().uri("/api/v1/broken"))
                .hasStatus(HttpStatus.INTERNAL_SERVER_ERROR)
                .hasContentType("application/problem+json")
                .bodyJson()
                .extractingPath("$.incident")
                .asString()
                .matches("[2-9B-Z]{4}-[2-9B-Z]{4}");
    }
}
