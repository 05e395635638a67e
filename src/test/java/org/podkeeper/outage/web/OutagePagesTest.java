package org.podkeeper.outage.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.account.security.AsPerson.signedIn;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.outage.OutageDesk;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** What lab admins see of outages, maintenance and announcements, and what everybody else does. */
@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, LabForTests.class})
class OutagePagesTest {
    @Autowired
    MockMvcTester mvc;

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    OutageDesk outages;

    @Autowired
    Inventory inventory;

    @Autowired
    JdbcClient jdbc;

    private Person admin;
    private Person owner;
    private Pod pod;

    @BeforeEach
    void nothingYet() {
        lab.removeAll();
        jdbc.sql("delete from outage_plan").update();
        jdbc.sql("delete from maintenance_rule").update();
        jdbc.sql("delete from announcement").update();
        admin = lab.somebody(Role.LAB_ADMIN);
        owner = lab.somebody(Role.USER);
        pod = lab.pod("all-in-one-tiny");
    }

    @Test
    void anAdminLooksWhoIsHitAnnouncesAndTheOwnerAccepts() {
        HostId host = lab.host(pod.resources());
        BookingView booking = book(in(48));
        assertThat(get("/outages", admin)).bodyText().contains("All hosts can be booked at any time");
        assertThat(get("/outages/new?host=" + host, admin))
                .hasStatusOk()
                .bodyText()
                .contains("See who is hit");
        Map<String, String> form = form(host, in(49), in(52));
        assertThat(post("/outages/preview", form, admin))
                .hasStatusOk()
                .bodyText()
                .contains("It would hit one booking", "#" + booking.number(), owner.fullName(), "Announce it and tell");
        assertThat(get("/outages", admin)).bodyText().contains("All hosts can be booked at any time");

        MvcTestResult announced = post("/outages", form, admin);
        assertThat(announced).hasStatus3xxRedirection();
        String page = announced.getResponse().getRedirectedUrl();
        assertThat(get(String.valueOf(page), admin))
                .bodyText()
                .contains("not moved", "#" + booking.number(), "Instead:", "Call it off");
        assertThat(get("/outages", admin)).bodyText().contains("1 booking: 0 moved, 1 not yet");
        assertThat(get("/hosts/" + host, admin)).bodyText().contains("new fans");

        assertThat(get("/bookings/" + booking.id(), owner))
                .hasStatusOk()
                .bodyText()
                .contains("An outage hits this booking", "If nothing is done", "Take that time");
        assertThat(get("/bookings/" + booking.id(), admin)).bodyText().contains("Take that time");
        assertThat(post("/bookings/" + booking.id() + "/move", Map.of("kind", "LATER"), owner))
                .hasRedirectedUrl("/bookings/" + booking.id() + "#outage");
        String start = outages.hitting(booking)
                .orElseThrow()
                .proposal()
                .places()
                .getFirst()
                .window()
                .start()
                .toString();
        assertThat(post(
                        "/bookings/" + booking.id() + "/move",
                        Map.of("kind", "LATER", "host", host.toString(), "start", start),
                        owner))
                .hasRedirectedUrl("/bookings/" + booking.id());
        assertThat(get("/bookings/" + booking.id(), owner)).bodyText().doesNotContain("An outage hits this booking");
        assertThat(get(String.valueOf(page), admin)).bodyText().contains("moved");
        assertThat(post(page + "/end", Map.of(), admin)).hasRedirectedUrl(page);
        assertThat(get(String.valueOf(page), admin)).bodyText().contains("Called off");
    }

    @Test
    void saysEverythingThatIsWrongWithAPlanAndKeepsWhatWasTyped() {
        HostId host = lab.host(pod.resources());
        Map<String, String> form = form(host, in(52), in(49));
        form.put("reason", " ");
        assertThat(post("/outages/preview", form, admin))
                .hasStatus(422)
                .bodyText()
                .contains("The end must come after the start", "Say why, in 1 to 300 characters.");
        form.put("start", "soon");
        form.put("scope", "");
        assertThat(post("/outages", form, admin)).hasStatus(422).bodyText().contains("Write it like the example");
        assertThat(post("/outages", Map.of(), admin)).hasStatus(422);
    }

    @Test
    void maintenanceThatComesAgainIsSeenAheadAndOneTimeOfItIsCalledOff() {
        LabId id = labOf(lab.host(pod.resources()));
        assertThat(get("/maintenance/new?lab=" + id, admin)).hasStatusOk();
        Map<String, String> form = new HashMap<>(Map.of(
                "scope", id.toString(),
                "every", "w2",
                "day", "2",
                "at", "06:00",
                "minutes", "120",
                "first", "2026-01-01",
                "reason", "updates",
                "moves", "true"));
        assertThat(post("/maintenance/preview", form, admin))
                .hasStatusOk()
                .bodyText()
                .contains("Every second Tuesday at 06:00 for 120 minutes");
        assertThat(post("/maintenance", form, admin)).hasRedirectedUrl("/outages#maintenance");
        assertThat(get("/outages", admin)).bodyText().contains("Every second Tuesday", "comes again", "updates");
        form.put("minutes", "1");
        form.put("every", "x");
        assertThat(post("/maintenance", form, admin))
                .hasStatus(422)
                .bodyText()
                .contains("Between 5 minutes and a day.", "Choose one of these.");
        assertThat(post("/maintenance", Map.of(), admin)).hasStatus(422);
    }

    @Test
    void anAnnouncementStandsOnEveryPageUntilItsReaderHidesIt() {
        assertThat(get("/announcements", admin)).hasStatusOk();
        Map<String, String> form = new HashMap<>(Map.of(
                "text", "The coffee machine is back",
                "start", local(in(-1)),
                "end", local(in(5)),
                "link", "/help",
                "lab", ""));
        assertThat(post("/announcements", form, admin)).hasRedirectedUrl("/announcements");
        assertThat(get("/", null)).bodyText().contains("The coffee machine is back");
        assertThat(get("/sign-in", null)).bodyText().contains("The coffee machine is back");
        assertThat(get("/calendar", null)).bodyText().contains("The coffee machine is back");
        assertThat(get("/bookings", owner)).bodyText().contains("The coffee machine is back");
        String id = jdbc.sql("select id::text from announcement")
                .query(String.class)
                .single();
        assertThat(post("/notices/" + id + "/dismiss", Map.of("back", "/bookings"), owner))
                .hasRedirectedUrl("/bookings");
        assertThat(get("/bookings", owner)).bodyText().doesNotContain("The coffee machine is back");
        assertThat(get("/bookings", admin)).bodyText().contains("The coffee machine is back");
        MvcTestResult hidden = post("/notices/" + id + "/dismiss", Map.of("back", "//evil.example/"), null);
        assertThat(hidden).hasRedirectedUrl("/");
        assertThat(mvc.get().uri("/").cookie(hidden.getResponse().getCookies()))
                .bodyText()
                .doesNotContain("The coffee machine is back");
        form.put("link", "javascript:alert(1)");
        form.put("text", "");
        assertThat(post("/announcements", form, admin))
                .hasStatus(422)
                .bodyText()
                .contains("Write a path like /help", "Write a sentence");
        assertThat(post("/announcements", Map.of(), admin)).hasStatus(422);
        assertThat(post("/announcements/" + id + "/withdraw", Map.of(), admin)).hasRedirectedUrl("/announcements");
        assertThat(get("/", null)).bodyText().doesNotContain("The coffee machine is back");
    }

    @Test
    void anOutageThatIsNearAnnouncesItselfToThoseWithBookingsThere() {
        HostId host = lab.host(pod.resources());
        book(in(48));
        assertThat(post("/outages", form(host, in(20), in(22)), admin)).hasStatus3xxRedirection();
        assertThat(get("/profile", owner)).bodyText().contains("Out of service soon", "new fans");
        assertThat(get("/profile", lab.somebody(Role.USER))).bodyText().doesNotContain("Out of service soon");
        assertThat(get("/", null)).bodyText().doesNotContain("Out of service soon");
    }

    private Map<String, String> form(HostId host, Instant start, Instant end) {
        return new HashMap<>(Map.of(
                "scope",
                host.toString(),
                "start",
                local(start),
                "end",
                local(end),
                "reason",
                "new fans",
                "notice",
                "15",
                "moves",
                "true"));
    }

    private String local(Instant instant) {
        return LocalDateTime.ofInstant(instant, admin.timeZone())
                .truncatedTo(ChronoUnit.MINUTES)
                .toString();
    }

    private static Instant in(int hours) {
        return Instant.now().plus(Duration.ofHours(hours));
    }

    private LabId labOf(HostId host) {
        return inventory.host(host).map(KvmHost::lab).orElseThrow();
    }

    private BookingView book(Instant start) {
        Verdict verdict = desk.book(
                new BookingRequest(pod.id(), lab.configFor(pod).id(), null, "a test", start, Duration.ofHours(8), null),
                owner);
        assertThat(verdict).isInstanceOf(Verdict.Booked.class);
        return ((Verdict.Booked) verdict).booking();
    }

    private MvcTestResult get(String uri, @Nullable Person person) {
        MockMvcTester.MockMvcRequestBuilder request = mvc.get().uri(uri);
        return (person == null ? request : request.with(signedIn(person))).exchange();
    }

    private MvcTestResult post(String uri, Map<String, String> form, @Nullable Person person) {
        MockMvcTester.MockMvcRequestBuilder request = mvc.post().uri(uri).with(csrf());
        form.forEach(request::param);
        return (person == null ? request : request.with(signedIn(person))).exchange();
    }
}
