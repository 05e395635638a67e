package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.account.security.AsPerson;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Grade;
import org.podkeeper.booking.Rights;
import org.podkeeper.booking.Sharing;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.HtmlUtils;

/** What people change about a booking on its page: its end, and who works on it. */
@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, LabForTests.class})
class BookingChangesTest {
    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Sharing sharing;

    @Autowired
    Teams teams;

    @Autowired
    PeopleForTests people;

    @Autowired
    MockMvcTester mvc;

    Person owner;
    Person other;
    BookingView booking;
    Instant end;

    @BeforeEach
    void aBooking() {
        lab.removeAll();
        Pod pod = lab.pod("all-in-one-tiny");
        lab.host(pod.resources());
        owner = lab.somebody(Role.USER);
        other = lab.somebody(Role.USER);
        Instant start = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.HOURS);
        end = start.plus(Duration.ofDays(1));
        booking = switch (desk.book(
                new BookingRequest(pod.id(), lab.configFor(pod).id(), null, "a test", start, Duration.ofDays(1), null),
                owner)) {
            case Verdict.Booked(var made) -> made;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    @Test
    void itsPageOffersAnotherEndAndTakesItWithAndWithoutTheSlider() throws Exception {
        assertThat(page(owner))
                .contains("Another end", "A booking lasts at most 21 days", "type=\"range\"", "data-zone=\"UTC\"")
                .contains("value=\"" + LocalDateTime.ofInstant(end, java.time.ZoneOffset.UTC) + "\"");
        post(
                owner,
                "/move-end",
                "until",
                LocalDateTime.ofInstant(end.plusSeconds(3_600), java.time.ZoneOffset.UTC) + "",
                "seen",
                end + "");
        assertThat(now().window().end()).isEqualTo(end.plusSeconds(3_600));
        post(owner, "/move-end", "at", end.minusSeconds(60).getEpochSecond() + "", "until", "2026-01-01T00:00");
        assertThat(now().window().end()).isEqualTo(end.minusSeconds(60));
        assertThat(page(owner)).contains("End moved", "by " + owner.userName());

        MvcTestResult refused =
                post(owner, "/move-end", "at", end.plus(Duration.ofDays(30)).getEpochSecond() + "");
        assertThat(extendProblems(refused))
                .contains("A booking lasts at most 21 days", "Instructors and lab admins can extend it further");
        assertThat(extendProblems(post(owner, "/move-end"))).contains("Choose when it should end");
    }

    @Test
    void itsOwnerIsToldWhatAnInstructorChanged() throws Exception {
        Person instructor = lab.somebody(Role.INSTRUCTOR);
        assertThat(page(instructor)).contains("Another end", "Needed for somebody else’s booking");
        post(instructor, "/move-end", "at", end.plusSeconds(7_200).getEpochSecond() + "", "why", "the exam is late");
        assertThat(HtmlUtils.htmlUnescape(mvc.get()
                        .uri("/inbox")
                        .with(AsPerson.signedIn(owner))
                        .exchange()
                        .getResponse()
                        .getContentAsString()))
                .contains(
                        "Booking #" + booking.number() + " goes on longer", "the exam is late", instructor.fullName());
    }

    @Test
    void peopleAreAddedChangedAndRemovedOnItsPage() throws Exception {
        assertThat(rights(other)).isEqualTo(new Rights(false, false, false, false, false));
        post(owner, "/people", "userName", other.userName(), "grade", "LOOK");
        assertThat(rights(other)).isEqualTo(new Rights(true, false, false, false, false));
        assertThat(page(other)).contains("can look").doesNotContain("End this booking", "share-name", "Another end");
        post(owner, "/people", "userName", other.userName().toUpperCase(java.util.Locale.ROOT), "grade", "MANAGE");
        assertThat(rights(other)).isEqualTo(new Rights(true, true, true, true, false));
        assertThat(page(other)).contains("can manage", "End this booking", "share-name", "Another end");
        assertThat(desk.of(other.id())).extracting(BookingView::id).contains(booking.id());
        assertThat(sharing.usersOf(booking.id())).containsExactlyInAnyOrder(owner.id(), other.id());

        assertThat(problems(post(owner, "/people", "userName", "nobody-here", "grade", "USE")))
                .contains("Nobody here has the user name “nobody-here”");
        assertThat(problems(post(owner, "/people", "userName", owner.userName(), "grade", "USE")))
                .contains("owns this booking");
        assertThat(problems(post(owner, "/people", "userName", other.userName())))
                .contains("Say what they may do");

        assertThat(post(other, "/people/remove", "userName", other.userName())
                        .getResponse()
                        .getRedirectedUrl())
                .isEqualTo("/bookings");
        assertThat(rights(other).see()).isFalse();
        assertThat(page(owner)).contains(other.userName() + " may nothing (before: manage)");
        assertThat(sharing.allow(booking.id(), other.userName(), Grade.USE, owner))
                .isEmpty();
        desk.end(booking.id(), owner);
        assertThat(sharing.allow(booking.id(), other.userName(), Grade.LOOK, owner))
                .singleElement()
                .satisfies(reason -> assertThat(reason.code()).isEqualTo("share-over"));
    }

    @Test
    void aBookingIsHandedOverWithWordToItsNewOwner() throws Exception {
        Person keyless = people.some(Role.USER);
        assertThat(sharing.handOver(booking.id(), keyless.userName(), false, owner))
                .singleElement()
                .satisfies(reason -> assertThat(reason.code()).isEqualTo("share-keyless"));
        sharing.allow(booking.id(), other.userName(), Grade.MANAGE, owner);
        assertThatThrownBy(() -> sharing.handOver(booking.id(), other.userName(), false, other))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(page(owner)).contains("Hand it over");
        post(owner, "/owner", "userName", other.userName(), "stays", "true");
        assertThat(now().owner()).isEqualTo(other.id());
        assertThat(rights(other).own()).isTrue();
        assertThat(rights(owner)).isEqualTo(new Rights(true, true, true, true, false));
        assertThat(page(other)).contains("Handed over", owner.userName() + " → " + other.userName());
        assertThat(sharing.of(booking.id()))
                .singleElement()
                .satisfies(one -> assertThat(one.person()).isEqualTo(owner.id()));
        assertThat(post(other, "/owner", "userName", owner.userName())
                        .getResponse()
                        .getRedirectedUrl())
                .as("whoever does not stay goes to their own bookings")
                .isEqualTo("/bookings");
        assertThat(rights(other).see()).isFalse();
    }

    @Test
    void aTeamsMembersUseItsBookingsAndItsManagersManageThem() throws Exception {
        Team team = team(teams.make("Testers of #" + booking.number(), owner));
        assertThat(teams.make("testers of #" + booking.number(), other)).isInstanceOf(Outcome.Refused.class);
        team(teams.let(team.id(), other.userName(), false, owner));
        assertThat(rights(other).see()).isFalse();
        assertThat(sharing.giveTo(booking.id(), new TeamId(UUID.randomUUID()), owner))
                .singleElement()
                .satisfies(reason -> assertThat(reason.code()).isEqualTo("share-team"));
        post(owner, "/team", "team", team.id() + "");
        assertThat(rights(other)).isEqualTo(new Rights(true, true, false, false, false));
        assertThat(sharing.usersOf(booking.id())).containsExactlyInAnyOrder(owner.id(), other.id());
        assertThat(page(other)).contains("Also of the team Testers of #" + booking.number());
        assertThat(teams.dissolve(team.id(), owner)).isInstanceOf(Outcome.Refused.class);

        assertThat(teams.remove(team.id(), owner.userName(), owner))
                .as("somebody has to manage it")
                .isInstanceOf(Outcome.Refused.class);
        team(teams.let(team.id(), other.userName(), true, owner));
        assertThat(rights(other).manage()).isTrue();
        team(teams.remove(team.id(), owner.userName(), owner));
        assertThatThrownBy(() -> teams.let(team.id(), owner.userName(), true, owner))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(rights(owner).own()).as("whose booking it is").isTrue();
        assertThat(mvc.get()
                        .uri("/profile/teams")
                        .with(AsPerson.signedIn(other))
                        .exchange()
                        .getResponse()
                        .getContentAsString())
                .contains("Testers of #" + booking.number());
        post(owner, "/team");
        assertThat(rights(other).see()).isFalse();
        team(teams.dissolve(team.id(), other));
        assertThat(teams.of(other.id())).isEmpty();
    }

    private static Team team(Outcome<Team> outcome) {
        return switch (outcome) {
            case Outcome.Done<Team>(var made) -> made;
            case Outcome.Refused<Team>(var refusals) -> throw new AssertionError(refusals);
        };
    }

    private Rights rights(Person person) {
        return desk.rights(now(), person);
    }

    private BookingView now() {
        return desk.find(booking.id()).orElseThrow();
    }

    private static String extendProblems(MvcTestResult result) {
        return String.valueOf(result.getMvcResult().getFlashMap().get("extendProblems"));
    }

    private static String problems(MvcTestResult result) {
        return String.valueOf(result.getMvcResult().getFlashMap().get("shareProblems"));
    }

    private String page(Person reader) throws Exception {
        MvcTestResult result = mvc.get()
                .uri("/bookings/" + booking.id())
                .with(AsPerson.signedIn(reader))
                .exchange();
        assertThat(result.getResponse().getStatus()).isEqualTo(200);
        return HtmlUtils.htmlUnescape(result.getResponse().getContentAsString());
    }

    private MvcTestResult post(Person by, String path, String... parameters) {
        var request = mvc.method(HttpMethod.POST)
                .uri("/bookings/" + booking.id() + path)
                .with(csrf())
                .with(AsPerson.signedIn(by));
        for (int i = 0; i < parameters.length; i += 2) {
            request.param(parameters[i], parameters[i + 1]);
        }
        MvcTestResult result = request.exchange();
        assertThat(result.getResponse().getStatus()).isEqualTo(302);
        return result;
    }
}
