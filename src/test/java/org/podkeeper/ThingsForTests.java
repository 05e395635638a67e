package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.People;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.Teams;
import org.podkeeper.account.TokenDesk;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.Grade;
import org.podkeeper.booking.Sharing;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.DesignKeeper;
import org.podkeeper.catalog.ImageDraft;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.ImageKeeper;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Change;
import org.podkeeper.kernel.Resources;
import org.podkeeper.notification.Topic;
import org.podkeeper.notification.calendar.CalendarFeeds;
import org.podkeeper.notification.mail.Unsubscribing;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One new thing of the right kind for every variable in a route's path, so that a test may do to it what it likes. */
@TestComponent
class ThingsForTests {
    static final String POD = "all-in-one-tiny";

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration AHEAD = Duration.ofDays(2);

    /** The front doors that make them. */
    @TestComponent
    record Doors(
            KeyRing keys,
            TokenDesk tokens,
            Teams teams,
            People keyHolders,
            PeopleForTests people,
            BookingDesk bookings,
            Sharing sharing,
            DesignKeeper designs,
            ImageKeeper images,
            Unsubscribing unsubscribing,
            CalendarFeeds calendars) {}

    private final Doors doors;
    private final LabForTests lab;
    private final JdbcClient jdbc;
    private final Clock clock;
    private Map<String, Grade> shared = Map.of();
    private String config = "";
    private UUID newestWebhook = new UUID(0, 0);
    private BookingId newestBooking = new BookingId(new UUID(0, 0));

    ThingsForTests(Doors doors, LabForTests lab, JdbcClient jdbc, Clock clock) {
        this.doors = doors;
        this.lab = lab;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Room for every booking that is made later. */
    void prepare() {
        lab.host(new Resources(10_000, 10_000_000, 1_000_000));
        if (config.isEmpty()) {
            config = lab.configFor(pod()).key();
        }
    }

    /** Who may do what with the bookings that are made from now on: by user name. */
    void sharedWith(Map<String, Grade> others) {
        shared = others;
    }

    /** The path with real things of this owner in it. */
    String fill(String path, Person owner) {
        return VARIABLE.matcher(path)
                .replaceAll(variable -> thing(path.substring(0, variable.start()) + variable.group(1), owner));
    }

    private String thing(String kind, Person owner) {
        return switch (kind) {
            case "/help/slug" -> "using-a-pod";
            case "/catalog/pods/key" -> pod().key();
            case "/catalog/configs/key" -> config().key();
            case "/bookings/requests/id", "/api/v1/approvals/id" ->
                request(owner).toString();
            case "/people/limits/id", "/api/v1/limit-rules/id" -> limit().toString();
            case "/people/limits/of/person", "/people/person" ->
                doors.people().some(Role.USER).id().toString();
            case "/profile/keys/key" -> key(owner).toString();
            case "/profile/tokens/token" -> token(owner).token().id().toString();
            case "/bookings/id", "/api/v1/bookings/id" -> booking(owner).toString();
            case "/api/v1/bookings/{id}/operations/operation" ->
                operationOfTheNewestBooking().toString();
            case "/api/v1/bookings/{id}/people/userName" -> owner.userName();
            case "/profile/teams/team", "/api/v1/teams/team" -> team(owner);
            case "/api/v1/teams/{team}/members/userName" -> owner.userName();
            case "/kept-pods/id", "/api/v1/kept-pods/id" -> keptPod(owner).toString();
            case "/waiting/id", "/api/v1/waiting/id" -> wish(owner).toString();
            case "/saved-images/id", "/api/v1/saved-images/id" ->
                savedImage(owner).toString();
            case "/inbox/id", "/api/v1/inbox/id" -> message(owner).toString();
            case "/mail/unsubscribe/link" -> unsubscribeLink(owner);
            case "/calendar/feed/secret" -> secretOfACalendar(owner);
            case "/profile/webhooks/id", "/api/v1/webhooks/id" -> webhook(owner).toString();
            case "/profile/webhooks/{id}/deliveries/delivery", "/api/v1/webhooks/{id}/deliveries/delivery" ->
                deliveryToTheNewestWebhook().toString();
            case "/people/mail/id" -> refusedMail(owner).toString();
            case "/images-admin/id" -> image().toString();
            case "/labs/id", "/api/v1/labs/id" -> emptyLab().toString();
            case "/hosts/id", "/api/v1/hosts/id" -> host().toString();
            case "/hosts/differences/id" -> leftover().toString();
            case "/hosts/golden-pods/id", "/api/v1/golden-pods/id" ->
                goldenPod().toString();
            case "/hosts/standing-pods/id", "/api/v1/standing-pods/id" ->
                standingSet().toString();
            case "/outages/id", "/api/v1/outages/id" -> outage().toString();
            case "/maintenance/id" -> maintenance().toString();
            case "/announcements/id", "/api/v1/announcements/id", "/notices/id" ->
                UUID.randomUUID().toString();
            default -> throw new IllegalArgumentException("Say what stands for " + kind);
        };
    }

    IssuedToken token(Person owner) {
        return done(doors.tokens().issue(owner.id(), "test " + NUMBERS.incrementAndGet(), null));
    }

    /** The one key a person has, which is there again when it was removed. */
    private UUID key(Person owner) {
        doors.keys().add(owner.id(), "laptop", LabForTests.PUBLIC_KEY);
        return doors.keyHolders().sshKeysOf(owner.id()).getFirst().id();
    }

    /** In service, even when the last one who asked has retired it. */
    private Pod pod() {
        doors.designs().retirePod(POD, false);
        return lab.pod(POD);
    }

    private Config config() {
        doors.designs().retireConfig(config, false);
        return lab.configFor(pod());
    }

    private BookingId booking(Person owner) {
        key(owner);
        var request = new BookingRequest(
                pod().id(),
                config().id(),
                null,
                "to see who may",
                clock.instant().plus(AHEAD),
                Duration.ofHours(1),
                null);
        return switch (doors.bookings().book(request, owner)) {
            case Verdict.Booked(var booking) -> {
                shared.forEach(
                        (userName, grade) -> assertThat(doors.sharing().allow(booking.id(), userName, grade, owner))
                                .isEmpty());
                yield newestBooking = booking.id();
            }
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private UUID request(Person owner) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into approval_request (id, asked_by, asked_at, why, refused, state, pod_id, config_id, purpose, seconds)
                        values (:id, :owner, now(), 'a demo', 'You have 3 of 3.', 'ASKED', :pod, :config, 'to see who may', 3600)
                        """)
                .param("id", id)
                .param("owner", owner.id().value())
                .param("pod", pod().id().value())
                .param("config", config().id().value())
                .update();
        return id;
    }

    private UUID limit() {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into limit_rule (id, kind, person_id, value, note, made_by, made_at)
                        values (:id, 'AT_ONCE', :person, '3', '', 'ada', now())
                        """)
                .param("id", id)
                .param("person", doors.people().some(Role.USER).id().value())
                .update();
        return id;
    }

    private String team(Person manager) {
        return done(doors.teams().make("Team " + NUMBERS.incrementAndGet(), manager))
                .id()
                .toString();
    }

    private UUID message(Person owner) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into inbox_message (id, person_id, kind, title, body, at)
                        values (:id, :owner, 'READY', 'ready', 'for a test', now())
                        """).param("id", id).param("owner", owner.id().value()).update();
        return id;
    }

    private String unsubscribeLink(Person owner) {
        return doors.unsubscribing().path(owner.id(), Topic.READY).replaceFirst("^.*/", "");
    }

    private String secretOfACalendar(Person owner) {
        return doors.calendars().renew(owner.id()).replaceAll("^.*/|\\.ics$", "");
    }

    private UUID webhook(Person owner) {
        newestWebhook = UUID.randomUUID();
        jdbc.sql("""
                        insert into webhook (id, owner_id, everything, url, events, secret, made_at)
                        values (:id, :owner, false, 'http://127.0.0.1:9/', array['BOOKING_ENDED'], 'secret', now())
                        """)
                .param("id", newestWebhook)
                .param("owner", owner.id().value())
                .update();
        return newestWebhook;
    }

    private UUID deliveryToTheNewestWebhook() {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into webhook_delivery (id, webhook_id, event, payload, at, state, due_at, finished_at)
                        values (:id, :webhook, 'TEST', '{}', now(), 'DELIVERED', now(), now())
                        """).param("id", id).param("webhook", newestWebhook).update();
        return id;
    }

    private UUID refusedMail(Person owner) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into mail (id, person_id, topic, message_id, at, state, due_at, last_error, finished_at)
                        values (:id, :owner, 'READY', :message, now(), 'GIVEN_UP', now(), '550 no such user', now())
                        """)
                .param("id", id)
                .param("owner", owner.id().value())
                .param("message", message(owner))
                .update();
        return id;
    }

    private UUID operationOfTheNewestBooking() {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into pod_operation (id, deployment_id, kind, who, asked_at, state, finished_at)
                        select :id, id, 'RESET', 'test', now(), 'DONE', now() from deployment where booking_id = :booking
                        """).param("id", id).param("booking", newestBooking.value()).update();
        return id;
    }

    private ImageId image() {
        var draft = new ImageDraft("Test", "pod", 1, 128, null, null);
        return switch (doors.images().add("test-" + NUMBERS.incrementAndGet(), draft)) {
            case Change.Done<ImageId>(ImageId id) -> id;
            case Change.Refused<ImageId>(var complaints) -> throw new AssertionError(complaints);
        };
    }

    private UUID keptPod(Person owner) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into kept_pod (id, booking_id, booking_number, owner_id, pod_id, config_id, keep_days, state, taken_at, expires_at)
                        select :id, b.id, b.number, b.owner_id, b.pod_id, b.config_id, 3, 'WHOLE', now(), now() + interval '3 days'
                        from booking b where b.id = :booking
                        """).param("id", id).param("booking", booking(owner).value()).update();
        return id;
    }

    /** One for which nothing can be done before tomorrow. */
    private UUID wish(Person owner) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into waiting_wish (id, person_id, pod_id, pod_key, config_id, purpose, length_seconds, earliest, latest,
                            automatic, start_machines, keep_days, state, asked_at)
                        values (:id, :owner, :pod, 'pod', :config, 'to see who may', 3600, now() + interval '100 days',
                            now() + interval '101 days', false, true, 0, 'WAITING', now())
                        """)
                .param("id", id)
                .param("owner", owner.id().value())
                .param("pod", pod().id().value())
                .param("config", config().id().value())
                .update();
        return id;
    }

    private UUID savedImage(Person owner) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into image (id, key, name, minimum_disk_gib, minimum_memory_mib, owner_id, visibility, saved_at,
                            saved_from_number, saved_from_machine, saved_from_image)
                        values (:id, :key, 'Mine', 1, 128, :owner, 'PRIVATE', now(), 1, 'node1', 'Debian 13')
                        """)
                .param("id", id)
                .param("key", "mine-" + id.toString().substring(0, 8))
                .param("owner", owner.id().value())
                .update();
        return id;
    }

    private UUID emptyLab() {
        var id = UUID.randomUUID();
        jdbc.sql("insert into lab (id, name) values (:id, :name)")
                .param("id", id)
                .param("name", "Lab " + id)
                .update();
        return id;
    }

    /** Too small for any booking. */
    private UUID host() {
        return lab.host(new Resources(1, 1, 1)).value();
    }

    /** One of a host; it is its own plan. */
    private UUID outage() {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into outage (id, host_id, during, reason)
                        values (:id, :host, tstzrange(now() + interval '1 day', now() + interval '2 days'), 'new disks')
                        """).param("id", id).param("host", host()).update();
        return id;
    }

    /** Of a lab without hosts. */
    private UUID maintenance() {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into maintenance_rule (id, lab_id, weekday, every_weeks, starts_at_clock, minutes, first_day, reason, made_by, made_at)
                        values (:id, :lab, 2, 1, '06:00', 60, current_date, 'updates', 'ada', now())
                        """).param("id", id).param("lab", emptyLab()).update();
        return id;
    }

    /** Things that nobody knows, on a host. */
    private UUID leftover() {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into difference (id, host_id, kind, subject, contents, cause, first_seen, last_seen)
                        values (:id, :host, 'UNPROVEN', 'pk-0123456789-', '2 machines', 'for a test', now(), now())
                        """).param("id", id).param("host", host()).update();
        return id;
    }

    /** One that could not be made. */
    private UUID goldenPod() {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into golden_pod (id, host_id, pod_id, config_id, images, tag, state, cause, asked_by, asked_at)
                        values (:id, :host, :pod, :config, '{}', :tag, 'CANNOT', 'for a test', 'test', now())
                        """)
                .param("id", id)
                .param("host", host())
                .param("pod", pod().id().value())
                .param("config", config().id().value())
                .param("tag", id.toString().replace("-", "").substring(0, 10))
                .update();
        return id;
    }

    /** One that wants a pod for which there is never room. */
    private UUID standingSet() {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into standing_set (id, lab_id, pod_key, config_key, wanted, asked_by, asked_at)
                        values (:id, :lab, 'no-such-pod', 'no-such-config', 1, 'test', now())
                        """).param("id", id).param("lab", emptyLab()).update();
        return id;
    }

    private static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T made) -> made;
            case Outcome.Refused<T>(var reasons) -> throw new AssertionError(reasons);
        };
    }
}
