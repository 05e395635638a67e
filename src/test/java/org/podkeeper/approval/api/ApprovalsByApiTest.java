package org.podkeeper.approval.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.ProgramsForTests;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.Team;
import org.podkeeper.account.Teams;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitScope;
import org.podkeeper.limits.Limits;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** What programs ask for beyond limits, and what they are answered, field by field. */
@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, LabForTests.class, ProgramsForTests.class})
class ApprovalsByApiTest {
    @Autowired
    LabForTests lab;

    @Autowired
    ProgramsForTests programs;

    @Autowired
    Limits limits;

    @Autowired
    Teams teams;

    @Autowired
    BookingDesk desk;

    @Autowired
    JdbcClient jdbc;

    Person person;
    Person admin;
    Pod pod;
    Config config;
    HostId host;
    Instant start;

    @BeforeEach
    void somebodyWhoMayHaveNothing() {
        pod = lab.pod("virtual-pharos-tiny");
        config = lab.configFor(pod);
        lab.removeAll();
        Resources one = pod.resources();
        host = lab.host(new Resources(one.vcpus() * 3, one.memoryMib() * 3, one.diskGib() * 3));
        person = lab.somebody(Role.USER);
        admin = lab.somebody(Role.LAB_ADMIN);
        start = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.HOURS);
        limits.put(LimitKind.AT_ONCE, LimitScope.of(person.id()), "0", "", admin);
    }

    @AfterEach
    void noRules() {
        lab.remove(host);
        limits.rules().forEach(rule -> limits.remove(rule.id(), admin));
        jdbc.sql(
                        "update approval_request set state = 'WITHDRAWN', decided_by = 'a test', decided_at = now() where state = 'ASKED'")
                .update();
    }

    @Test
    void sendsABookingForApprovalWhenItIsToldWhy() throws Exception {
        JsonNode refused = programs.json(book(""), 422);
        assertThat(refused.get("errors")).hasSize(1);
        assertThat(refused.get("errors").get(0).get("field").asString()).isEqualTo("quota");
        assertThat(refused.get("errors").get(0).get("code").asString()).isEqualTo("limit-at-once");
        String sentence = refused.get("errors").get(0).get("message").asString();
        assertThat(sentence).startsWith("You have 0 of 0 bookings");
        assertThat(programs.json(book("\"askWhy\": \" \", "), 422)
                        .get("errors")
                        .get(0)
                        .get("code")
                        .asString())
                .isEqualTo("ask-why");

        MvcTestResult answer = book("\"askWhy\": \"a demo\", ");
        assertThat(answer).hasStatus(202);
        assertThat(answer.getResponse().getContentAsString()).isEmpty();
        assertThat(desk.of(person.id())).as("nothing is held").isEmpty();

        String request = location(answer);
        JsonNode waits = programs.json(programs.of(person, "GET " + request), 200);
        assertThat(request).isEqualTo("/api/v1/approvals/" + waits.get("id").asString());
        assertThat(waits.get("state").asString()).isEqualTo("ASKED");
        assertThat(waits.get("why").asString()).isEqualTo("a demo");
        assertThat(waits.get("refused").asString()).isEqualTo(sentence);
        assertThat(waits.get("pod").asString()).isEqualTo(pod.id().toString());
        assertThat(waits.get("start").asString()).isEqualTo(start.toString());
        assertThat(waits.get("answer").asString()).isEmpty();
        for (String none : new String[] {"extendsBooking", "until", "decidedBy", "decidedAt", "booking"}) {
            assertThat(waits.has(none) && !waits.get(none).isNull()).as(none).isFalse();
        }
        assertThat(programs.json(programs.of(admin, "GET /api/v1/approvals?everybody=true"), 200)
                        .findValuesAsString("id"))
                .contains(waits.get("id").asString());
        assertThat(programs.json(programs.of(person, "GET /api/v1/approvals?everybody=true"), 200))
                .as("not hers to decide")
                .isEmpty();

        assertThat(programs.json(programs.of(admin, "POST " + request + "/deny", "{}"), 422)
                        .get("detail")
                        .asString())
                .isEqualTo("Say why not: who asked reads it.");
        assertThat(programs.of(person, "POST " + request + "/approve", "{}")).hasStatus(403);
        JsonNode approved =
                programs.json(programs.of(admin, "POST " + request + "/approve", "{\"answer\": \"enjoy\"}"), 200);
        assertThat(approved.get("state").asString()).isEqualTo("APPROVED");
        assertThat(approved.get("decidedBy").asString()).isEqualTo(admin.userName());
        assertThat(approved.get("decidedAt").isNull()).isFalse();
        assertThat(approved.get("answer").asString()).isEqualTo("enjoy");
        var booking = new BookingId(UUID.fromString(approved.get("booking").asString()));
        assertThat(desk.find(booking).orElseThrow().owner()).isEqualTo(person.id());
        assertThat(programs.of(admin, "POST " + request + "/deny", "{\"answer\": \"no\"}"))
                .hasStatus(409);
        assertThat(programs.of(person, "POST " + request + "/withdraw")).hasStatus(409);
    }

    @Test
    void sendsALaterEndForApproval() throws Exception {
        limits.rules().forEach(rule -> limits.remove(rule.id(), admin));
        limits.put(LimitKind.IN_ALL, LimitScope.of(person.id()), "PT2H", "", admin);
        String booking = programs.json(book(""), 201).get("id").asString();
        Instant until = start.plus(Duration.ofHours(5));
        String call = "POST /api/v1/bookings/" + booking + "/move-end";
        assertThat(programs.json(programs.of(person, call, "{\"end\": \"" + until + "\", \"why\": \"more\"}"), 422)
                        .get("errors")
                        .get(0)
                        .get("code")
                        .asString())
                .isEqualTo("end-policy");

        MvcTestResult answer =
                programs.of(person, call, "{\"end\": \"" + until + "\", \"why\": \"more\", \"ask\": true}");
        assertThat(answer).hasStatus(202);
        JsonNode waits = programs.json(programs.of(person, "GET " + location(answer)), 200);
        assertThat(waits.get("extendsBooking").asString()).isEqualTo(booking);
        assertThat(waits.get("until").asString()).isEqualTo(until.toString());
        assertThat(waits.get("why").asString()).isEqualTo("more");
        assertThat(waits.has("pod") && !waits.get("pod").isNull()).isFalse();
        JsonNode withdrawn = programs.json(programs.of(person, "POST " + location(answer) + "/withdraw"), 200);
        assertThat(withdrawn.get("state").asString()).isEqualTo("WITHDRAWN");
        assertThat(programs.of(admin, "POST " + location(answer) + "/approve", "{}"))
                .hasStatus(409);
    }

    @Test
    void isDecidedByProgramsOfInstructorsForTheirTeams() throws Exception {
        Person instructor = lab.somebody(Role.INSTRUCTOR);
        Team team = ((Outcome.Done<Team>) teams.make("Course of " + instructor.userName(), instructor)).value();
        teams.let(team.id(), person.userName(), false, instructor);
        String own = location(book("\"askWhy\": \"a demo\", "));
        String forTheTeam = location(book("\"askWhy\": \"a demo\", \"team\": \"" + team.id() + "\", "));
        JsonNode hers = programs.json(programs.of(instructor, "GET /api/v1/approvals?everybody=true"), 200);
        assertThat(hers).hasSize(1);
        assertThat(forTheTeam).endsWith(hers.get(0).get("id").asString());
        assertThat(programs.of(instructor, "GET " + own)).hasStatus(404);
        assertThat(programs.of(instructor, "POST " + own + "/approve", "{}")).hasStatus(404);
        assertThat(programs.json(programs.of(instructor, "POST " + forTheTeam + "/approve", "{}"), 200)
                        .get("state")
                        .asString())
                .isEqualTo("APPROVED");
    }

    private MvcTestResult book(String more) {
        return programs.of(
                person,
                "POST /api/v1/bookings",
                "{%s\"pod\": \"%s\", \"config\": \"%s\", \"purpose\": \"a test\", \"start\": \"%s\", \"length\": \"PT1H\"}"
                        .formatted(more, pod.key(), config.key(), start));
    }

    private static String location(MvcTestResult answer) {
        return requireNonNull(answer.getResponse().getHeader("Location"));
    }
}
