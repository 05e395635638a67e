package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitScope;
import org.podkeeper.limits.Limits;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;

/** What everybody reads whom a limit is in the way of: the number, what is used of it, where it comes from, and the way to more. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class LimitRefusalsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static final String SUM_WAY = "End a booking, choose another time or a smaller Pod, or ask for more.";
    private static final String TEAM_SUM_WAY =
            "End a booking of the team, choose another time or a smaller Pod, or ask for more.";

    /** What is tried. */
    enum Act {
        /** One booking of an hour. */
        BOOK,
        /** A second one in the same hour. */
        BOOK_TWICE,
        /** The owner lets it end an hour later, twice. */
        EXTEND_TWICE,
        /** The owner, an instructor or a lab admin lets it end five hours later. */
        EXTEND_FAR,
        INSTRUCTOR_EXTENDS_FAR,
        LAB_ADMIN_EXTENDS_FAR
    }

    /**
     * @param scope whom the rule is for: {@code person}, {@code team}, {@code everyone}, {@code lab} for everyone in the lab, or a
     *     role
     * @param value of the rule; {@code {vcpus}}, {@code {gib}} and {@code {disk}} are what one Pod takes
     * @param sentence with the same, and {@code {person}}, {@code {team}}, {@code {pod}}; {@code {when}} is any time
     */
    record Row(LimitKind kind, String scope, String value, Act act, String code, String sentence) {
        @Override
        public String toString() {
            return kind + " for " + scope + ": " + code;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                row(
                        LimitKind.LONGEST,
                        "person",
                        "PT30M",
                        Act.BOOK,
                        "too-long",
                        "A booking lasts at most 30 min; you asked for 1 h (limit for {person}). Book 30 min, or ask for more."),
                row(
                        LimitKind.AHEAD,
                        "everyone",
                        "PT24H",
                        Act.BOOK,
                        "too-far-ahead",
                        "Bookings can start at most 1 day ahead (limit for everyone); {when} is later than that. Choose an earlier start, or ask for this one."),
                row(
                        LimitKind.PODS,
                        "lab",
                        "none",
                        Act.BOOK,
                        "limit-pod",
                        "The Pod {pod} is not among those that you may book (limit for everyone, in the lab {lab}). Choose another, or ask for it."),
                row(
                        LimitKind.APPROVAL,
                        "USER",
                        "all",
                        Act.BOOK,
                        "limit-approval",
                        "A lab admin has to agree to each booking of the Pod {pod} (limit for all users). Ask for it."),
                row(
                        LimitKind.AT_ONCE,
                        "USER",
                        "1",
                        Act.BOOK_TWICE,
                        "limit-at-once",
                        "You have 1 of 1 bookings (limit for all users). End one, or ask for more."),
                row(
                        LimitKind.AT_ONCE,
                        "team",
                        "1",
                        Act.BOOK_TWICE,
                        "limit-at-once-team",
                        "The team has 1 of 1 bookings (limit for the team {team}, all its bookings together). End one of them, or ask for more."),
                sum(LimitKind.VCPUS, "{vcpus}", "vCPUs", ""),
                sum(LimitKind.MEMORY_GIB, "{gib}", "GiB RAM", " GiB"),
                sum(LimitKind.DISK_GIB, "{disk}", "GiB of disk", " GiB"),
                teamSum(LimitKind.VCPUS, "{vcpus}", "vCPUs", ""),
                teamSum(LimitKind.MEMORY_GIB, "{gib}", "GiB RAM", " GiB"),
                teamSum(LimitKind.DISK_GIB, "{disk}", "GiB of disk", " GiB"),
                row(
                        LimitKind.EXTENSIONS,
                        "person",
                        "1",
                        Act.EXTEND_TWICE,
                        "limit-extensions",
                        "It was extended 1 of 1 times (limit for {person}). Instructors and lab admins can extend it once more, or ask for it."),
                row(
                        LimitKind.IN_ALL,
                        "person",
                        "PT3H",
                        Act.EXTEND_FAR,
                        "end-policy",
                        "A booking lasts at most 3 h, here until {when} (limit for {person}). Instructors and lab admins can extend it further, or ask for it."),
                row(
                        LimitKind.IN_ALL,
                        "INSTRUCTOR",
                        "PT4H",
                        Act.INSTRUCTOR_EXTENDS_FAR,
                        "end-policy-instructor",
                        "You extend a booking to at most 4 h in all, here until {when} (limit for all instructors). Lab admins can extend it further, or ask for it."),
                row(
                        LimitKind.IN_ALL,
                        "LAB_ADMIN",
                        "PT5H",
                        Act.LAB_ADMIN_EXTENDS_FAR,
                        "end-policy-admin",
                        "You extend a booking to at most 5 h in all, here until {when} (limit for all lab admins)."));
    }

    private static Row sum(LimitKind kind, String one, String what, String unit) {
        return row(
                kind,
                "person",
                one,
                Act.BOOK_TWICE,
                "limit-sum-" + kind,
                "This takes " + one + " " + what + ", and you have " + one + " of " + one + unit
                        + " at that time (limit for {person}). " + SUM_WAY);
    }

    private static Row teamSum(LimitKind kind, String one, String what, String unit) {
        return row(
                kind,
                "team",
                one,
                Act.BOOK_TWICE,
                "limit-sum-team-" + kind,
                "This takes " + one + " " + what + ", and the team has " + one + " of " + one + unit
                        + " at that time (limit for the team {team}, all its bookings together). " + TEAM_SUM_WAY);
    }

    private static Row row(LimitKind kind, String scope, String value, Act act, String code, String sentence) {
        return new Row(kind, scope, value, act, code, sentence);
    }

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Extensions extensions;

    @Autowired
    Limits limits;

    @Autowired
    Teams teams;

    @Autowired
    Inventory inventory;

    @Autowired
    RefusalText text;

    Person admin;
    Person person;
    Team team;
    Pod pod;
    HostId host;
    Instant start;

    @BeforeEach
    void aHostForManyPods() {
        pod = lab.pod("virtual-pharos-tiny");
        lab.removeAll();
        Resources one = pod.resources();
        host = lab.host(new Resources(one.vcpus() * 20, one.memoryMib() * 20, one.diskGib() * 20));
        person = lab.somebody(Role.USER);
        admin = lab.somebody(Role.LAB_ADMIN);
        team = ((Outcome.Done<Team>) teams.make("Course of " + person.userName() + System.nanoTime(), person)).value();
        start = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.HOURS);
    }

    @AfterEach
    void noHostAndNoRules() {
        lab.remove(host);
        limits.rules().forEach(rule -> limits.remove(rule.id(), admin));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void namesTheNumberWhatIsUsedWhereItComesFromAndTheWayToMore(Row row) {
        assertThat(limits.put(row.kind(), scope(row.scope()), fill(row.value()), "for a test", admin))
                .isInstanceOf(Outcome.Done.class);
        List<Refusal> reasons = refused(row);
        assertThat(reasons).extracting(Refusal::code).containsExactly(row.code());
        assertThat(new Verdict.Refused(reasons).isByLimits())
                .as("can be asked for")
                .isTrue();
        String expected = Arrays.stream(fill(row.sentence()).split("\\{when}", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\w{3} \\d{1,2} \\w{3} \\d\\d:\\d\\d \\(Z\\)"));
        assertThat(text.of(reasons.getFirst(), ZoneOffset.UTC)).matches(expected);
    }

    @Test
    void areAllInTheTable() throws IOException {
        assertThat(rows().map(Row::kind).collect(Collectors.toSet())).containsExactlyInAnyOrder(LimitKind.values());
        Set<String> said = Pattern.compile(
                        "^booking\\.refusal\\.((limit|end-policy|too-long|too-far)[\\w-]*)=", Pattern.MULTILINE)
                .matcher(
                        new ClassPathResource("messages/booking.properties").getContentAsString(StandardCharsets.UTF_8))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        // names no number: how much somebody else has is not the reader's business
        said.remove("limit-of-another");
        assertThat(rows().map(Row::code).collect(Collectors.toSet())).isEqualTo(said);
    }

    private List<Refusal> refused(Row row) {
        TeamId of = row.scope().equals("team") ? team.id() : null;
        return switch (row.act()) {
            case BOOK -> reasons(desk.book(request(of), person));
            case BOOK_TWICE -> {
                booked(of);
                yield reasons(desk.book(request(of), person));
            }
            case EXTEND_TWICE -> {
                BookingView booking = booked(of);
                assertThat(moveEnd(booking, 2, person)).isInstanceOf(Verdict.Booked.class);
                yield reasons(moveEnd(booking, 3, person));
            }
            case EXTEND_FAR -> reasons(moveEnd(booked(of), 6, person));
            case INSTRUCTOR_EXTENDS_FAR -> reasons(moveEnd(booked(of), 6, lab.somebody(Role.INSTRUCTOR)));
            case LAB_ADMIN_EXTENDS_FAR -> reasons(moveEnd(booked(of), 6, admin));
        };
    }

    private Verdict moveEnd(BookingView booking, int hours, Person by) {
        return extensions.moveEnd(booking.id(), start.plus(HOUR.multipliedBy(hours)), null, "a demo", by);
    }

    private static List<Refusal> reasons(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).reasons();
    }

    private BookingView booked(@Nullable TeamId of) {
        Verdict verdict = desk.book(request(of), person);
        assertThat(verdict).isInstanceOf(Verdict.Booked.class);
        return ((Verdict.Booked) verdict).booking();
    }

    private BookingRequest request(@Nullable TeamId of) {
        return new BookingRequest(
                pod.id(), lab.configFor(pod).id(), null, "a test", start, HOUR, null, new Choices(true, 0, null, of));
    }

    private LabId here() {
        return inventory.host(host).orElseThrow().lab();
    }

    private LimitScope scope(String words) {
        return switch (words) {
            case "everyone" -> LimitScope.EVERYONE;
            case "lab" -> LimitScope.EVERYONE.in(here());
            case "person" -> LimitScope.of(person.id());
            case "team" -> LimitScope.of(team.id());
            default -> LimitScope.of(Role.valueOf(words));
        };
    }

    private String fill(String words) {
        Resources one = pod.resources();
        String filled = words;
        for (Map.Entry<String, String> each : Map.of(
                        "{vcpus}", String.valueOf(one.vcpus()),
                        "{gib}", String.valueOf((one.memoryMib() + 1023) / 1024),
                        "{disk}", String.valueOf(one.diskGib()),
                        "{person}", person.fullName(),
                        "{team}", team.name(),
                        "{lab}", inventory.lab(here()).orElseThrow().name(),
                        "{pod}", pod.name())
                .entrySet()) {
            filled = filled.replace(each.getKey(), each.getValue());
        }
        return filled;
    }
}
