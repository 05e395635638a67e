package org.podkeeper;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.OnRealHosts.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.StopAtStep.Place;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.TokenDesk;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.OutageDraft;
import org.podkeeper.inventory.OutagePlan;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.notification.MessageKind;
import org.podkeeper.notification.MessagesForTests;
import org.podkeeper.notification.mail.OutboxDesk;
import org.podkeeper.outage.HitState;
import org.podkeeper.outage.Maintenance;
import org.podkeeper.outage.MaintenanceRule;
import org.podkeeper.outage.OutageDesk;
import org.podkeeper.outage.Recurrence;
import org.podkeeper.waiting.NewWish;
import org.podkeeper.waiting.WaitingList;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishMode;
import org.podkeeper.waiting.WishState;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Portals that are killed where no machine is involved: in the waiting list, in an outage, in maintenance, and when mail
 * goes out. The hosts exist on paper. What people do to it the application context of the test does; the portal that
 * finished the last story begins the next.
 */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class, MessagesForTests.class, DyingPortals.OnlyLooks.class})
class PortalCrashOnPaperTest {
    private static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private static final Duration LENGTH = Duration.ofHours(8);

    @TempDir
    static Path directory;

    private static @Nullable PortalProcess portal;
    private static int started;

    @Autowired
    LabForTests lab;

    @Autowired
    MessagesForTests messages;

    @Autowired
    TokenDesk tokens;

    @Autowired
    BookingDesk bookings;

    @Autowired
    WaitingList list;

    @Autowired
    OutageDesk outages;

    @Autowired
    OutagePlan plan;

    @Autowired
    Maintenance maintenance;

    @Autowired
    Inventory inventory;

    @Autowired
    JdbcConnectionDetails database;

    @Autowired
    JdbcClient jdbc;

    private Person owner;
    private Person admin;
    private Pod pod;
    private Instant tomorrow;

    @DynamicPropertySource
    static void mailServer(DynamicPropertyRegistry registry) {
        if (!MAIL.getSmtp().isRunning()) {
            MAIL.start();
        }
        registry.add("spring.mail.host", () -> "127.0.0.1");
        registry.add("spring.mail.port", () -> MAIL.getSmtp().getPort());
    }

    @BeforeEach
    void aPortalAndNothingElse() throws Exception {
        if (portal == null || !portal.isAlive()) {
            start().ready();
        }
        lab.removeAll();
        jdbc.sql("delete from waiting_wish").update();
        jdbc.sql("delete from outage_plan").update();
        MAIL.purgeEmailFromAllMailboxes();
        owner = lab.somebody(Role.USER);
        admin = lab.somebody(Role.LAB_ADMIN);
        pod = lab.pod("all-in-one-tiny");
        tomorrow = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofDays(1));
    }

    @AfterAll
    static void noPortal() {
        portal().close();
        portal = null;
        MAIL.stop();
    }

    /** Room is held for somebody and they are told, or neither. */
    @Test
    void anOfferIsMadeAndToldOnceAlthoughThePortalDiesBeforeItIsTold() throws Exception {
        lab.host(pod.resources());
        BookingView taken = book(tomorrow);
        Person waits = lab.somebody(Role.USER);
        Wish wish = waitsFor(tomorrow, WishMode.OFFER, waits);

        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.ofAMessage(MessageKind.OFFERED));
            bookings.end(taken.id(), owner);
            stop.dies(Place.ofAMessage(MessageKind.OFFERED), portal()::kill);
            assertThat(now(wish, waits).state()).isEqualTo(WishState.WAITING);
            assertThat(count("lab_hold where id = '%s'", wish.id())).isZero();
            stop.letPass(Place.ofAMessage(MessageKind.OFFERED));
        }
        start();

        await("the offer", () -> now(wish, waits).state() == WishState.OFFERED ? wish : null);
        assertThat(count("lab_hold where id = '%s'", wish.id())).isOne();
        assertThat(count("waiting_wish_history where wish_id = '%s' and to_state = 'OFFERED'", wish.id()))
                .isOne();
        assertThat(told(waits)).containsExactly("OFFERED");
        mailsOnce(waits);
    }

    /** The booking is there and the wish is over, or neither. */
    @Test
    void aBookingIsMadeOnceInSomebodysNameAlthoughThePortalDiesAtIt() throws Exception {
        lab.host(pod.resources());
        BookingView taken = book(tomorrow);
        Person waits = lab.somebody(Role.USER);
        Wish wish = waitsFor(tomorrow, WishMode.AUTOMATIC, waits);

        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.ofAWish(WishState.TAKEN));
            bookings.end(taken.id(), owner);
            stop.dies(Place.ofAWish(WishState.TAKEN), portal()::kill);
            assertThat(now(wish, waits).state()).isEqualTo(WishState.WAITING);
            assertThat(bookingsOf(waits)).isZero();
            stop.letPass(Place.ofAWish(WishState.TAKEN));
        }
        start();

        await("the booking", () -> now(wish, waits).state() == WishState.TAKEN ? wish : null);
        assertThat(bookingsOf(waits)).isOne();
        var booking = requireNonNull(now(wish, waits).booking());
        assertThat(holds(booking.value())).isOne();
        assertThat(count("deployment where booking_id = '%s'", booking)).isOne();
        assertThat(count("waiting_wish_history where wish_id = '%s' and to_state = 'TAKEN'", wish.id()))
                .isOne();
        assertThat(told(waits)).containsOnlyOnce("BOOKED_FOR_YOU");
    }

    /** The outage is announced, and the portal that should move the booking away dies: another one does it. */
    @Test
    void aBookingIsMovedAwayOnceAlthoughThePortalThatAnnouncedTheOutageDies() throws Exception {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(tomorrow);
        HostId b = lab.host(pod.resources());
        String outage =
                """
                {"lab": "%s", "host": "%s", "start": "%s", "end": "%s", "reason": "new fans", "moves": true}""".formatted(labOf(a), a, tomorrow.plus(Duration.ofHours(1)), tomorrow.plus(Duration.ofHours(2)));

        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.ofAHit(HitState.MOVED));
            asks(admin, "/api/v1/outages", outage);
            stop.dies(Place.ofAHit(HitState.MOVED), portal()::kill);
            assertThat(hit(booking)).isEqualTo(HitState.OPEN);
            assertThat(bookings.hostOf(booking.id())).contains(a);
            stop.letPass(Place.ofAHit(HitState.MOVED));
        }
        start();

        await("it is moved", () -> hit(booking) == HitState.MOVED ? booking : null);
        isMovedOnce(booking, b);
        assertThat(count("outage_plan where reason = 'new fans'")).isOne();
    }

    /** The owner's click is carried out, or not at all, and can be repeated; clicked again it changes nothing. */
    @Test
    void aMoveThatIsAcceptedIsCarriedOutOnceAlthoughThePortalDiesAtIt() throws Exception {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(tomorrow);
        HostId b = lab.host(pod.resources());
        var draft = new OutageDraft(
                labOf(a),
                a,
                tomorrow.plus(Duration.ofHours(1)),
                tomorrow.plus(Duration.ofHours(2)),
                "new fans",
                Duration.ZERO,
                false);
        assertThat(outages.announce(draft, admin)).isInstanceOf(Change.Done.class);
        OtherPlace place =
                outages.hitting(booking).orElseThrow().proposal().places().getFirst();
        assertThat(place.host().id()).isEqualTo(b);
        String move = "/api/v1/bookings/" + booking.id() + "/move";
        String wanted = "{\"kind\": \"%s\", \"host\": \"%s\"}".formatted(place.kind(), b);

        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.ofAHit(HitState.MOVED));
            var answer = asks(owner, move, wanted);
            stop.dies(Place.ofAHit(HitState.MOVED), portal()::kill);
            assertThat(answer).failsWithin(Duration.ofMinutes(1));
            stop.letPass(Place.ofAHit(HitState.MOVED));
        }
        assertThat(hit(booking)).isEqualTo(HitState.OPEN);
        assertThat(bookings.hostOf(booking.id())).contains(a);
        assertThat(holds(booking.id().value())).isOne();
        start().ready();

        assertThat(asks(owner, move, wanted).get().statusCode()).isEqualTo(200);
        assertThat(asks(owner, move, wanted).get().statusCode()).isEqualTo(409);
        isMovedOnce(booking, b);
    }

    private void isMovedOnce(BookingView booking, HostId host) {
        assertThat(bookings.hostOf(booking.id())).contains(host);
        assertThat(hit(booking)).isEqualTo(HitState.MOVED);
        assertThat(holds(booking.id().value())).isOne();
        assertThat(bookingsOf(owner)).isOne();
        assertThat(told(owner)).containsOnlyOnce("OUTAGE_MOVED");
        assertThat(count("deployment where booking_id = '%s' and host_id = '%s'", booking.id(), host.value()))
                .isOne();
    }

    /**
     * Occurrences that came within reach are announced, all or none, and who is hit is told, also when the portal dies in
     * between. What an admin called off stays so, and doing it all again changes nothing.
     */
    @Test
    void maintenanceIsAnnouncedOnceAlthoughPortalsDieAndWhatWasCalledOffStaysAway() throws Exception {
        HostId host = lab.host(pod.resources());
        Instant begins = tomorrow.plus(Duration.ofDays(1));
        LocalDate first = LocalDate.ofInstant(
                begins, inventory.lab(labOf(host)).orElseThrow().zone());
        var weekly = new Recurrence(first.getDayOfWeek(), 1, 0, LocalTime.NOON, Duration.ofHours(1), first);
        MaintenanceRule rule = maintenance.add(labOf(host), host, weekly, "updates", false, admin);
        List<PlannedOutage> all = occurrencesOf(rule);
        assertThat(all).hasSizeGreaterThan(4);
        outages.end(all.getFirst().id());
        LocalDate second = first.plusWeeks(1);
        LocalDate third = first.plusWeeks(2);
        // as it was before they came within reach
        jdbc.sql("delete from outage_plan where rule_id = :rule and occurrence in (:days)")
                .param("rule", rule.id().value())
                .param("days", List.of(second, third))
                .update();
        BookingView booking = book(all.get(1).window().start());

        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.ofTheOccurrence(third));
            runs("announce-maintenance");
            stop.dies(Place.ofTheOccurrence(third), portal()::kill);
            assertThat(count(
                            "outage_plan where rule_id = '%s' and occurrence = '%s'",
                            rule.id().value(), second))
                    .isZero();
            stop.holdAt(Place.ofAMessage(MessageKind.OUTAGE_HIT));
            stop.letPass(Place.ofTheOccurrence(third));
            start();
            stop.dies(Place.ofAMessage(MessageKind.OUTAGE_HIT), portal()::kill);
            assertThat(told(owner)).doesNotContain("OUTAGE_HIT");
            stop.letPass(Place.ofAMessage(MessageKind.OUTAGE_HIT));
        }
        start();

        await("the owner is told", () -> told(owner).contains("OUTAGE_HIT") ? booking : null);
        ran("announce-maintenance");
        runs("announce-maintenance");
        ran("announce-maintenance");
        assertThat(occurrencesOf(rule))
                .extracting(PlannedOutage::window)
                .containsExactlyElementsOf(
                        all.stream().skip(1).map(PlannedOutage::window).toList());
        assertThat(count("outage_plan where rule_id = '%s'", rule.id().value())).isEqualTo(all.size());
        assertThat(plan.find(all.getFirst().id()).orElseThrow().isCalledOff()).isTrue();
        assertThat(told(owner)).containsOnlyOnce("OUTAGE_HIT");
        assertThat(hit(booking)).isEqualTo(HitState.OPEN);
    }

    /** What ADR 23 says of the one instant in which nobody can know: the same mail once more, not another one. */
    @Test
    void aMailThatWasOutWhenThePortalDiedGoesOutAgainAsTheSameMail() throws Exception {
        var sent = Place.ofAMail(OutboxDesk.State.SENT, owner.id());
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(sent);
            messages.post(owner, MessageKind.READY, "Your pod is ready", null);
            stop.dies(sent, portal()::kill);
            assertThat(mailsTo(owner)).hasSize(1);
            stop.letPass(sent);
        }
        String mail = "mail where person_id = '%s'".formatted(owner.id().value());
        assertThat(count(mail + " and state = 'QUEUED' and claimed_until > now() and attempts = 1"))
                .isOne();
        start();
        // nobody takes over what might still be under way: other mails go out meanwhile
        Person other = lab.somebody(Role.USER);
        messages.post(other, MessageKind.READY, "Another pod is ready", null);
        mailsOnce(other);
        assertThat(mailsTo(owner)).hasSize(1);
        jdbc.sql("update mail set claimed_until = now() where person_id = :owner")
                .param("owner", owner.id().value())
                .update();

        await("it is noted", () -> count(mail + " and state = 'SENT'") == 1 ? mail : null);
        assertThat(count(mail + " and attempts = 2")).isOne();
        List<MimeMessage> letters = mailsTo(owner);
        assertThat(letters).hasSize(2);
        assertThat(letters.getFirst().getMessageID())
                .isEqualTo(letters.getLast().getMessageID());
        assertThat(told(owner)).containsExactly("READY");
    }

    private static PortalProcess portal() {
        return requireNonNull(portal);
    }

    private PortalProcess start() throws Exception {
        started++;
        portal = PortalProcess.start(
                "paper" + started,
                database,
                directory,
                Map.of(
                        "db-scheduler.heartbeat-interval", "1s",
                        "podkeeper.probe-every", "1d",
                        "podkeeper.reconcile.every", "1d",
                        "podkeeper.waiting.look", "1s",
                        "podkeeper.outage.look-every", "1s",
                        "podkeeper.mail.every", "1s",
                        "spring.mail.host", "127.0.0.1",
                        "spring.mail.port", String.valueOf(MAIL.getSmtp().getPort())));
        return portal();
    }

    /** As people do who do not wait for the answer. */
    private CompletableFuture<HttpResponse<String>> asks(Person person, String path, String body) {
        String token = switch (tokens.issue(person.id(), "token " + UUID.randomUUID(), null)) {
            case Outcome.Done<IssuedToken>(var issued) -> issued.secret();
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
        int port = portal().ready().port();
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new ApiForTests(port, token).request("POST", path, body);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** It is time for work that comes again. */
    private void runs(String work) {
        assertThat(jdbc.sql("update scheduled_tasks set execution_time = now() where task_name = :work and not picked")
                        .param("work", work)
                        .update())
                .isOne();
    }

    private void ran(String work) {
        await(
                work + " is done",
                () -> count("scheduled_tasks where task_name = '%s' and not picked and execution_time > now()", work)
                                == 1
                        ? work
                        : null);
    }

    private BookingView book(Instant start) {
        return switch (bookings.book(request(start), owner)) {
            case Verdict.Booked(var booking) -> booking;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private BookingRequest request(Instant start) {
        return new BookingRequest(pod.id(), lab.configFor(pod).id(), null, "a test", start, LENGTH, null);
    }

    private Wish waitsFor(Instant start, WishMode mode, Person person) {
        return switch (list.join(new NewWish(request(start), start.plus(Duration.ofHours(1)), mode), person)) {
            case WaitingList.Answer.Listed(var wish) -> wish;
            case WaitingList.Answer.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private Wish now(Wish wish, Person person) {
        return list.find(wish.id(), person).orElseThrow();
    }

    private HitState hit(BookingView booking) {
        return outages.hitsOf(booking.id()).getLast().state();
    }

    private LabId labOf(HostId host) {
        return inventory.host(host).map(KvmHost::lab).orElseThrow();
    }

    private List<PlannedOutage> occurrencesOf(MaintenanceRule rule) {
        return plan.endingAfter(Instant.now()).stream()
                .filter(outage -> rule.id().equals(outage.rule()))
                .sorted(Comparator.comparing(outage -> outage.window().start()))
                .toList();
    }

    private int bookingsOf(Person person) {
        return count("booking where owner_id = '%s'", person.id().value());
    }

    private int holds(Object booking) {
        return count("capacity_hold where booking_id = '%s' and not released", booking);
    }

    private int count(String what, Object... arguments) {
        return jdbc.sql("select count(*) from " + what.formatted(arguments))
                .query(Integer.class)
                .single();
    }

    /** What is in somebody's inbox, the first one first. */
    private List<String> told(Person person) {
        return jdbc.sql("select kind from inbox_message where person_id = :id order by at, id")
                .param("id", person.id().value())
                .query((row, n) -> row.getString("kind"))
                .list();
    }

    private List<MimeMessage> mailsTo(Person person) {
        return List.of(MAIL.getReceivedMessages()).stream()
                .filter(mail -> isTo(mail, person))
                .toList();
    }

    private static boolean isTo(MimeMessage mail, Person person) {
        try {
            return mail.getRecipients(Message.RecipientType.TO)[0].toString().contains(person.email());
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void mailsOnce(Person person) {
        await(
                "the mail is out",
                () -> count(
                                        "mail where person_id = '%s' and state = 'SENT'",
                                        person.id().value())
                                > 0
                        ? person
                        : null);
        assertThat(mailsTo(person)).hasSize(1);
        assertThat(count("mail where person_id = '%s'", person.id().value())).isOne();
    }
}
