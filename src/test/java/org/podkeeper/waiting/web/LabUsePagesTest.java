package org.podkeeper.waiting.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.account.security.AsPerson.signedIn;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.PostgresForTests;
import org.podkeeper.ProgramsForTests;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.inventory.LabId;
import org.podkeeper.waiting.LabUse;
import org.podkeeper.waiting.UseRule;
import org.podkeeper.waiting.UseRules;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** What a lab does about pods that nobody seems to use, set on its page and by programs. */
@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, PeopleForTests.class, ProgramsForTests.class})
class LabUsePagesTest {
    private static final UseRule PORTALS = new UseRule(Duration.ofHours(24), null);

    @Autowired
    MockMvcTester mvc;

    @Autowired
    ProgramsForTests programs;

    @Autowired
    UseRules rules;

    @Autowired
    PeopleForTests people;

    @Autowired
    JdbcClient jdbc;

    LabId lab;
    LabId other;
    Person admin;

    @BeforeEach
    void twoLabs() {
        lab = lab();
        other = lab();
        admin = people.some(Role.LAB_ADMIN);
    }

    @AfterEach
    void noLab() {
        jdbc.sql("delete from lab where id in (:lab, :other)")
                .param("lab", lab.value())
                .param("other", other.value())
                .update();
    }

    @Test
    void isThePortalsBusinessUntilALabSaysOtherwise() {
        assertThat(rules.of(lab)).isEqualTo(new LabUse(lab, PORTALS, false, 0, java.util.List.of()));
        assertThat(page()).contains("After 1 day without a login the owner is asked; nothing follows from silence.");
        assertThat(page()).contains("The portal’s setting").doesNotContain("Back to the portal");

        assertThat(send(admin, "", Map.of("idleHours", "12", "returns", "true", "answerHours", "36", "note", "exams")))
                .hasRedirectedUrl("/labs/" + lab + "#use");

        assertThat(rules.rule(lab)).isEqualTo(new UseRule(Duration.ofHours(12), Duration.ofHours(36)));
        assertThat(rules.rule(other)).isEqualTo(PORTALS);
        assertThat(page())
                .contains(
                        "After 12 h without a login",
                        "1 day 12 h after the question the booking ends",
                        "Set for this lab.")
                .contains(admin.userName() + ": ask after 12 h, end after 1 day 12 h without an answer.", "exams")
                .contains("value=\"12\"", "value=\"36\"");

        assertThat(send(admin, "/portal", Map.of("note", "over"))).hasRedirectedUrl("/labs/" + lab + "#use");
        assertThat(rules.rule(lab)).isEqualTo(PORTALS);
        assertThat(rules.of(lab).changes()).extracting(LabUse.Change::note).containsExactly("over", "exams");
        assertThat(page()).contains(admin.userName() + ": as the portal’s settings say.");
    }

    @Test
    void saysBesideTheFieldsWhatIsWrong() {
        assertThat(send(
                        admin,
                        "",
                        Map.of("idleHours", "a while", "returns", "true", "answerHours", "0", "note", "x".repeat(301))))
                .hasStatus(422)
                .bodyText()
                .contains("value=\"a while\"", "Say a whole number of hours from 1 to 2,160 (90 days).")
                .contains("Say a whole number of hours from 1 to 720 (30 days).")
                .contains("The reason has 301 characters; at most 300 fit.")
                .contains("aria-invalid=\"true\"");
        assertThat(send(admin, "", Map.of("idleHours", "2161", "answerHours", "never")))
                .hasStatus(422)
                .bodyText()
                .contains("from 1 to 2,160")
                .as("where nothing ends by itself, nobody reads for how long")
                .doesNotContain("from 1 to 720");
        assertThat(rules.of(lab).changes()).isEmpty();
    }

    @Test
    void refusesWhoIsNoLabAdminAndWhoseFormIsOld() {
        Person instructor = people.some(Role.INSTRUCTOR);
        var form = Map.of("idleHours", "12");
        assertThat(send(instructor, "", form)).hasStatus(403);
        assertThat(send(admin, "", form)).hasStatus3xxRedirection();
        assertThat(send(people.some(Role.ADMIN), "", Map.of("version", "0", "idleHours", "13")))
                .hasStatus(409);
        assertThat(send(admin, "/portal", Map.of("version", "0"))).hasStatus(409);
        assertThat(rules.rule(lab)).isEqualTo(new UseRule(Duration.ofHours(12), null));
    }

    @Test
    void isReadByEverybodysProgramsAndSetByThoseOfLabAdmins() throws Exception {
        String path = "/api/v1/labs/" + lab + "/unused-pods";
        Person user = people.some(Role.USER);
        JsonNode usual = programs.json(programs.of(user, "GET " + path), 200);
        assertThat(usual.get("idleAfter").asString()).isEqualTo("PT24H");
        assertThat(usual.get("returnAfter").isNull()).isTrue();
        assertThat(usual.get("own").asBoolean()).isFalse();

        String twelve = "{\"idleAfter\": \"PT12H\", \"returnAfter\": \"P1D\", \"note\": \"exams\", \"version\": 0}";
        for (Role role : new Role[] {Role.USER, Role.INSTRUCTOR}) {
            assertThat(programs.of(people.some(role), "PUT " + path, twelve)).hasStatus(403);
            assertThat(programs.of(people.some(role), "DELETE " + path)).hasStatus(403);
        }
        JsonNode set = programs.json(programs.of(admin, "PUT " + path, twelve), 200);
        assertThat(set.get("idleAfter").asString()).isEqualTo("PT12H");
        assertThat(set.get("returnAfter").asString()).isEqualTo("PT24H");
        assertThat(set.get("own").asBoolean()).isTrue();
        JsonNode change = set.get("changes").get(0);
        assertThat(change.get("by").asString()).isEqualTo(admin.userName());
        assertThat(change.get("note").asString()).isEqualTo("exams");

        assertThat(programs.of(admin, "PUT " + path, twelve)).hasStatus(409);
        JsonNode refused = programs.json(
                programs.of(admin, "PUT " + path, "{\"idleAfter\": \"PT90M\", \"returnAfter\": \"P31D\"}"), 422);
        assertThat(refused.get("errors").get(0).get("field").asString()).isEqualTo("idleAfter");
        assertThat(refused.get("errors").get(1).get("field").asString()).isEqualTo("returnAfter");
        assertThat(refused.get("errors").get(1).get("message").asString()).contains("from 1 to 720 (30 days)");

        JsonNode usualAgain = programs.json(programs.of(admin, "DELETE " + path), 200);
        assertThat(usualAgain.get("own").asBoolean()).isFalse();
        assertThat(usualAgain.get("changes")).hasSize(2);
        assertThat(programs.of(user, "GET /api/v1/labs/" + UUID.randomUUID() + "/unused-pods"))
                .hasStatus(404);
    }

    private LabId lab() {
        var id = UUID.randomUUID();
        jdbc.sql("insert into lab (id, name) values (:id, :name)")
                .param("id", id)
                .param("name", "Lab " + id)
                .update();
        return new LabId(id);
    }

    private String page() {
        MvcTestResult page = mvc.get().uri("/labs/" + lab).with(signedIn(admin)).exchange();
        assertThat(page).hasStatusOk();
        try {
            return page.getResponse().getContentAsString();
        } catch (java.io.UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private MvcTestResult send(Person by, String what, Map<String, String> form) {
        var request = mvc.post()
                .uri("/labs/" + lab + "/use" + what)
                .with(csrf())
                .with(signedIn(by))
                .param(
                        "version",
                        form.getOrDefault(
                                "version", String.valueOf(rules.of(lab).version())));
        form.forEach((name, value) -> {
            if (!name.equals("version")) {
                request.param(name, value);
            }
        });
        return request.exchange();
    }
}
