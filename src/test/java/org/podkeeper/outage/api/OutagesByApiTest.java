package org.podkeeper.outage.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.TokenDesk;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** What a lab admin's program does about outages, and what the program of somebody who is hit does. */
@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, LabForTests.class})
class OutagesByApiTest {
    private static final String OUTAGES = "/api/v1/outages";

    @Autowired
    MockMvcTester mvc;

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    TokenDesk tokens;

    @Autowired
    JdbcClient jdbc;

    private Person owner;
    private String owners;
    private String admins;
    private Pod pod;
    private HostId host;
    private BookingView booking;

    @BeforeEach
    void oneHostAndABookingOnIt() {
        lab.removeAll();
        jdbc.sql("delete from outage_plan").update();
        owner = lab.somebody(Role.USER);
        owners = token(owner);
        admins = token(lab.somebody(Role.LAB_ADMIN));
        pod = lab.pod("all-in-one-tiny");
        host = lab.host(pod.resources());
        booking = book(in(48));
    }

    @Test
    void showsWhoWouldBeHitAndWritesNothing() throws Exception {
        MvcTestResult preview = post(OUTAGES + "?preview=true", outage(in(49), in(52)), admins);
        assertThat(preview).hasStatus(201);
        assertThat(JsonPath.<List<Integer>>read(body(preview), "$.hit[*].number"))
                .containsExactly((int) booking.number());
        assertThat(JsonPath.<List<String>>read(body(preview), "$.hit[0].places[*].kind"))
                .containsExactly("LATER");
        assertThat(get(OUTAGES, admins)).bodyJson().isEqualTo("[]");
        assertThat(get(move(), owners)).bodyJson().extractingPath("$.proposal").isNull();
    }

    @Test
    void announcesAndWhoeverIsHitAcceptsAnotherTime() throws Exception {
        MvcTestResult announced = post(OUTAGES, outage(in(49), in(52)), admins);
        assertThat(announced).hasStatus(201);
        String id = read(announced, "$.id");
        assertThat(JsonPath.<String>read(body(announced), "$.hit[0].state")).isEqualTo("OPEN");

        MvcTestResult proposed = get(move(), owners);
        assertThat(JsonPath.<Boolean>read(body(proposed), "$.proposal.begun")).isFalse();
        assertThat(read(proposed, "$.proposal.reason")).isEqualTo("new fans");
        String start = read(proposed, "$.proposal.places[0].start");
        assertThat(post(move(), wish(booking.window().start().toString()), owners))
                .hasStatus(409)
                .bodyText()
                .contains("stale", "That place is not free");
        assertThat(post(move(), "{}", owners)).hasStatus(409);
        MvcTestResult moved = post(move(), wish(start), owners);
        assertThat(moved).hasStatusOk();
        assertThat(read(moved, "$.booking")).isEqualTo(booking.id().toString());
        assertThat(read(moved, "$.start")).isEqualTo(start);
        assertThat(desk.find(booking.id()).orElseThrow().window().start()).isEqualTo(Instant.parse(start));
        assertThat(post(move(), wish(start), owners)).hasStatus(409).bodyText().contains("not-hit");

        MvcTestResult now = get(OUTAGES + "/" + id, admins);
        assertThat(JsonPath.<String>read(body(now), "$.hit[0].state")).isEqualTo("MOVED");
    }

    @Test
    void whoeverIsSparedByAnEarlierEndIsHitNoMore() throws Exception {
        String id = read(post(OUTAGES, outage(in(46), in(52)), admins), "$.id");
        assertThat(post(OUTAGES + "/" + id + "/end", "{\"end\": \"%s\"}".formatted(in(40)), admins))
                .hasStatus(422)
                .bodyText()
                .contains("errors");
        MvcTestResult shorter = post(OUTAGES + "/" + id + "/end", "{\"end\": \"%s\"}".formatted(in(47)), admins);
        assertThat(shorter).hasStatusOk();
        assertThat(JsonPath.<String>read(body(shorter), "$.hit[0].state")).isEqualTo("SPARED");
        assertThat(mvc.delete().uri(OUTAGES + "/" + id).header("Authorization", "Bearer " + admins))
                .hasStatus(204);
        assertThat(JsonPath.<Boolean>read(body(get(OUTAGES + "/" + id, admins)), "$.calledOff"))
                .isTrue();
        assertThat(get(OUTAGES, admins)).bodyJson().isEqualTo("[]");
    }

    @Test
    void saysEverythingThatIsWrong() throws Exception {
        assertThat(codes(post(OUTAGES, "{}", admins))).containsExactlyInAnyOrder("hosts", "end");
        String nowhere = "{\"lab\": \"00000000-0000-0000-0000-000000000001\", \"end\": \"%s\", \"reason\": \"fans\"}";
        assertThat(codes(post(OUTAGES, nowhere.formatted(in(2)), admins))).containsExactly("hosts");
        String wrong =
                "{\"host\": \"%s\", \"start\": \"%s\", \"end\": \"%s\", \"reason\": \" \", \"noticeMinutes\": -1}"
                        .formatted(host, in(3), in(2));
        assertThat(codes(post(OUTAGES, wrong, admins))).containsExactlyInAnyOrder("reason", "end", "notice");
        assertThat(codes(post(OUTAGES + "?preview=true", wrong, admins)))
                .containsExactlyInAnyOrder("reason", "end", "notice");
        assertThat(post(OUTAGES, outage(in(49), in(52)), owners)).hasStatus(403);
        assertThat(get(OUTAGES, admins)).bodyJson().isEqualTo("[]");
    }

    private BookingView book(Instant start) {
        var request = new BookingRequest(
                pod.id(), lab.configFor(pod).id(), null, "to test", start, Duration.ofHours(4), null);
        return switch (desk.book(request, owner)) {
            case Verdict.Booked(var made) -> made;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private static Instant in(int hours) {
        return Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(hours));
    }

    private String outage(Instant start, Instant end) {
        return "{\"host\": \"%s\", \"start\": \"%s\", \"end\": \"%s\", \"reason\": \"new fans\"}"
                .formatted(host, start, end);
    }

    private String wish(String start) {
        return "{\"kind\": \"LATER\", \"host\": \"%s\", \"start\": \"%s\"}".formatted(host, start);
    }

    private String move() {
        return "/api/v1/bookings/" + booking.id() + "/move";
    }

    private String token(Person person) {
        return switch (tokens.issue(person.id(), "a test", null)) {
            case Outcome.Done<IssuedToken>(var issued) -> issued.secret();
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private MvcTestResult get(String path, String token) {
        return ask(HttpMethod.GET, path, null, token);
    }

    private MvcTestResult post(String path, String json, String token) {
        return ask(HttpMethod.POST, path, json, token);
    }

    private MvcTestResult ask(HttpMethod method, String path, @Nullable String json, String token) {
        var request = mvc.method(method).uri(path).header("Authorization", "Bearer " + token);
        return (json == null
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).content(json))
                .exchange();
    }

    private static String body(MvcTestResult answer) throws UnsupportedEncodingException {
        return answer.getResponse().getContentAsString();
    }

    private static String read(MvcTestResult answer, String path) throws UnsupportedEncodingException {
        return JsonPath.read(body(answer), path);
    }

    private static List<String> codes(MvcTestResult refused) throws UnsupportedEncodingException {
        assertThat(refused).hasStatus(422);
        return JsonPath.read(body(refused), "$.errors[*].code");
    }
}
