package org.podkeeper.notification.mail;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Registrar;
import org.podkeeper.account.Role;
import org.podkeeper.account.security.AsPerson;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Verdict;
import org.podkeeper.notification.MessageKind;
import org.podkeeper.notification.MessagesForTests;
import org.podkeeper.notification.Topic;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Mail through a real SMTP server: what is sent, once, and what happens when the server says no or nothing. */
@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, LabForTests.class, MessagesForTests.class, MovableClock.class})
class MailTest {
    private static GreenMail server = new GreenMail(ServerSetup.SMTP);
    private static int port;

    @Autowired
    MessagesForTests messages;

    @Autowired
    PeopleForTests people;

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Registrar registrar;

    @Autowired
    Postman postman;

    @Autowired
    Digests digests;

    @Autowired
    MailChoices choices;

    @Autowired
    OutboxDesk outbox;

    @Autowired
    MovableClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MockMvcTester mvc;

    private Person reader;

    @DynamicPropertySource
    static void mailServer(DynamicPropertyRegistry registry) {
        if (port == 0) {
            port = freePort();
            start();
        }
        registry.add("spring.mail.host", () -> "127.0.0.1");
        registry.add("spring.mail.port", () -> port);
        registry.add("podkeeper.mail.every", () -> "1d");
        registry.add("podkeeper.mail.from", () -> "The lab <lab@podkeeper.example>");
        registry.add("podkeeper.base-url", () -> "https://lab.example/portal/");
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @BeforeEach
    void nothingIsLeft() throws Exception {
        jdbc.sql("delete from mail").update();
        jdbc.sql("delete from mail_digest_item").update();
        server.purgeEmailFromAllMailboxes();
        reader = people.some(Role.USER);
    }

    @Test
    void aMessageGoesOutWithWhatProgramsNeedToSortThreadAndStopIt() throws Exception {
        UUID booking = UUID.randomUUID();
        messages.post(
                reader, MessageKind.READY, "Ready: pod 5\r\nBcc: all@podkeeper.example", "/bookings/" + booking + "#x");
        postman.deliver();
        MimeMessage mail = one();
        assertThat(mail.getFrom()[0]).hasToString("The lab <lab@podkeeper.example>");
        assertThat(mail.getAllRecipients())
                .extracting(Object::toString)
                .containsExactly(reader.fullName() + " <" + reader.email() + ">");
        assertThat(mail.getSubject()).isEqualTo("Ready: pod 5 Bcc: all@podkeeper.example");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getHeader("References")).containsExactly("<booking-" + booking + "@lab.example>");
        assertThat(mail.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        assertThat(mail.getMessageID()).matches("<[0-9a-f-]{36}@lab.example>");
        assertThat(mail.getSentDate().toInstant()).isBetween(clock.instant().minusSeconds(1), clock.instant());
        String whole = GreenMailUtil.getWholeMessage(mail);
        assertThat(whole)
                .contains("text/plain", "text/html", "https://lab.example/portal/bookings/" + booking)
                .doesNotContain("??");
    }

    @Test
    void aConfirmedBookingComesWithItsEntryForTheCalendar() throws Exception {
        lab.removeAll();
        lab.host(lab.pod("all-in-one-tiny").resources());
        Person owner = lab.somebody(Role.USER);
        var pod = lab.pod("all-in-one-tiny");
        var booked = desk.book(
                new BookingRequest(pod.id(), lab.configFor(pod).id(), null, "a test", null, Duration.ofHours(2), null),
                owner);
        BookingView booking = ((Verdict.Booked) booked).booking();
        postman.deliver();
        MimeMessage mail = one();
        assertThat(mail.getSubject()).isEqualTo("Booking #" + booking.number() + " is confirmed");
        var parts = (Multipart) mail.getContent();
        var entry = parts.getBodyPart(parts.getCount() - 1);
        assertThat(entry.getContentType()).contains("text/calendar", "method=PUBLISH");
        assertThat(Biweekly.parse(entry.getInputStream()).first().getEvents())
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getUid().getValue()).isEqualTo("booking-" + booking.id() + "@lab.example"));
    }

    @Test
    void everyMailIsSentOnceHoweverManyPortalsSend() {
        for (int i = 0; i < 30; i++) {
            messages.post(reader, MessageKind.READY, "Number " + i, null);
        }
        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(postman::deliver))
                        .limit(3)
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(subjects()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void aMailWaitsForAServerThatIsAwayWithGrowingPauses() throws Exception {
        messages.post(reader, MessageKind.READY, "Patient", null);
        server.stop();
        try {
            postman.deliver();
            postman.deliver();
            assertThat(row().attempts()).as("not before it is due again").isOne();
            assertThat(row().due()).isEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
            clock.move(Duration.ofMinutes(1));
            postman.deliver();
            assertThat(row().attempts()).isEqualTo(2);
            assertThat(row().due()).isEqualTo(clock.instant().plus(Duration.ofMinutes(2)));
            assertThat(row().error())
                    .startsWith("The mail server ")
                    .contains("port " + port + ", cannot be reached: Connection refused")
                    .doesNotContain("Exception");
        } finally {
            start();
        }
        clock.move(Duration.ofMinutes(2));
        postman.deliver();
        assertThat(subjects()).containsExactly("Patient");
        assertThat(outbox.overview().isFine()).isTrue();
    }

    @Test
    void aRecipientWhoIsRefusedForNowIsTriedAgainAndOneWhoIsRefusedForGoodIsGivenUp() throws Exception {
        messages.post(reader, MessageKind.READY, "First", null);
        server.stop();
        try (var full = new RefusingMailServer(port, "452 4.2.2 mailbox full")) {
            postman.deliver();
        }
        assertThat(row().state()).isEqualTo(OutboxDesk.State.QUEUED);
        assertThat(row().error()).contains("mailbox full");
        clock.move(Duration.ofHours(1));
        try (var gone = new RefusingMailServer(port, "550 5.1.1 no such user")) {
            postman.deliver();
        }
        start();
        assertThat(row().state()).isEqualTo(OutboxDesk.State.GIVEN_UP);
        assertThat(row().error()).contains("no such user");
        clock.move(Duration.ofDays(1));
        postman.deliver();
        assertThat(subjects()).isEmpty();

        assertThat(outbox.again(row().id())).isTrue();
        postman.deliver();
        assertThat(subjects()).containsExactly("First");
    }

    @Test
    void aMailThatIsRefusedForDaysIsGivenUp() throws Exception {
        messages.post(reader, MessageKind.READY, "Never", null);
        server.stop();
        try {
            for (int hours = 0; hours < 80; hours++) {
                postman.deliver();
                clock.move(Duration.ofHours(1));
            }
        } finally {
            start();
        }
        assertThat(row().state()).isEqualTo(OutboxDesk.State.GIVEN_UP);
    }

    @Test
    void onePortalThatDiedBetweenTheServersOkAndTheMarkSendsTheSameMailAgainUnderTheSameId() throws Exception {
        messages.post(reader, MessageKind.READY, "Twice", null);
        postman.deliver();
        jdbc.sql("update mail set state = 'QUEUED', finished_at = null, claimed_until = :until")
                .param("until", MailRows.utc(clock.instant().plus(Duration.ofMinutes(5))))
                .update();
        postman.deliver();
        assertThat(subjects()).as("while the claim holds").hasSize(1);
        clock.move(Duration.ofMinutes(5));
        postman.deliver();
        assertThat(Arrays.stream(server.getReceivedMessages()).map(MailTest::id))
                .hasSize(2)
                .containsOnly(id(server.getReceivedMessages()[0]));
    }

    @Test
    void nobodyGetsMailThatTheyDoNotWantOrAfterTheirAccountWasDisabled() {
        choices.choose(reader.id(), Topic.READY, Delivery.NOT);
        messages.post(reader, MessageKind.READY, "Unwanted", null);
        messages.post(reader, MessageKind.ENDED, "Late", null);
        choices.choose(reader.id(), Topic.ENDED, Delivery.NOT);
        messages.post(reader, MessageKind.ADDED, "Gone", null);
        registrar.disable(reader.id(), people.some(Role.ADMIN));
        postman.deliver();
        assertThat(subjects()).isEmpty();
        assertThat(jdbc.sql("select count(*) from inbox_message where person_id = :person")
                        .param("person", reader.id().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void theButtonOfAMailProgramStopsATopicWithoutSigningIn() throws Exception {
        messages.post(reader, MessageKind.READY, "Enough", null);
        postman.deliver();
        String link = one().getHeader("List-Unsubscribe")[0];
        String path = link.substring("<https://lab.example/portal".length(), link.length() - 1);
        assertThat(mvc.get().uri(path)).hasStatusOk().bodyText().contains("Stop these mails");
        assertThat(choices.of(reader.id(), Topic.READY))
                .as("looking changes nothing")
                .isEqualTo(Delivery.AT_ONCE);
        assertThat(mvc.post().uri(path).param("List-Unsubscribe", "One-Click")).hasStatusOk();
        assertThat(choices.of(reader.id(), Topic.READY)).isEqualTo(Delivery.NOT);
        assertThat(choices.of(reader.id(), Topic.ENDED)).isEqualTo(Delivery.AT_ONCE);
        assertThat(mvc.post().uri(path.replace("READY", "ENDED"))).hasStatus(404);
        assertThat(choices.of(reader.id(), Topic.ENDED)).isEqualTo(Delivery.AT_ONCE);
    }

    @Test
    void aDigestComesOnceADayWithEachMessageOnce() throws Exception {
        choices.choose(reader.id(), Topic.READY, Delivery.IN_DIGEST);
        int now = clock.instant().atZone(reader.timeZone()).getHour();
        choices.chooseDigestHour(reader.id(), (now + 2) % 24);
        messages.post(reader, MessageKind.READY, "Message one", null);
        messages.post(reader, MessageKind.READY, "Message two", "/inbox");
        send();
        assertThat(subjects()).isEmpty();
        clock.move(Duration.ofHours(2));
        CompletableFuture.allOf(CompletableFuture.runAsync(this::send), CompletableFuture.runAsync(this::send))
                .join();
        send();
        MimeMessage digest = one();
        assertThat(digest.getSubject()).isEqualTo("2 messages from Podkeeper");
        assertThat(GreenMailUtil.getWholeMessage(digest)).contains("Message one", "Message two");
        messages.post(reader, MessageKind.READY, "Message three", null);
        choices.chooseDigestHour(reader.id(), (now + 3) % 24);
        clock.move(Duration.ofHours(2));
        send();
        assertThat(subjects()).as("one a day").hasSize(1);
        clock.move(Duration.ofDays(1));
        send();
        assertThat(subjects()).containsExactlyInAnyOrder("2 messages from Podkeeper", "One message from Podkeeper");
        clock.move(Duration.ofDays(1));
        send();
        assertThat(subjects()).as("only when there is something").hasSize(2);
    }

    /** Half an hour at a time through a year with its clock changes. */
    @Test
    void aDigestIsDueOnceOnEveryDayOfEveryZone() {
        var random = new Random(20_261_122);
        for (String name :
                List.of("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago")) {
            ZoneId zone = ZoneId.of(name);
            for (int hour : new int[] {0, 1, 2, 3, 8, 23}) {
                Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(3_600));
                var before = Digests.last(at, zone, hour).toLocalDate();
                for (int step = 0; step < 365 * 48; step++) {
                    at = at.plus(Duration.ofMinutes(30));
                    var due = Digests.last(at, zone, hour);
                    boolean right = !due.toInstant().isAfter(at)
                            && (due.toLocalDate().equals(before)
                                    || due.toLocalDate().equals(before.plusDays(1)))
                            && (due.getHour() == hour || due.getHour() == hour + 1);
                    assertThat(right)
                            .as("%s at %s for %d in %s", due, at, hour, zone)
                            .isTrue();
                    before = due.toLocalDate();
                }
            }
        }
    }

    @Test
    void everyoneChoosesOnTheirOwnPage() throws Exception {
        assertThat(mvc.get().uri("/profile/notifications").with(AsPerson.signedIn(reader)))
                .hasStatusOk()
                .bodyText()
                .contains(reader.email(), "In the daily digest")
                .doesNotContain("Hosts that", "sends no mail", "??");
        assertThat(
                        mvc.post()
                                .uri("/profile/notifications")
                                .with(AsPerson.signedIn(reader))
                                .with(org.springframework.security.test.web.servlet.request
                                        .SecurityMockMvcRequestPostProcessors.csrf())
                                .param("topics[READY]", "IN_DIGEST")
                                .param("topics[HOSTS]", "IN_DIGEST")
                                .param("hour", "17"))
                .hasStatus(302);
        assertThat(choices.of(reader.id(), Topic.READY)).isEqualTo(Delivery.IN_DIGEST);
        assertThat(choices.of(reader.id(), Topic.HOSTS)).as("not theirs").isEqualTo(Delivery.AT_ONCE);
        assertThat(choices.digestHour(reader.id())).isEqualTo(17);
    }

    private void send() {
        digests.gather();
        postman.deliver();
    }

    private static void start() {
        server = new GreenMail(setup(port));
        server.start();
    }

    /** None that the system gives to outgoing connections, one of which could have it while the server is away. */
    private static int freePort() {
        for (int candidate = 20_000; candidate < 30_000; candidate++) {
            try (var door = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return door.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IllegalStateException("No port is free");
    }

    private static ServerSetup setup(int port) {
        var setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(Duration.ofSeconds(20).toMillis());
        return setup;
    }

    private OutboxDesk.Row row() {
        return outbox.overview().trouble().getFirst();
    }

    private static MimeMessage one() {
        assertThat(server.getReceivedMessages()).hasSize(1);
        return server.getReceivedMessages()[0];
    }

    private static List<String> subjects() {
        return Arrays.stream(server.getReceivedMessages())
                .map(MailTest::subject)
                .toList();
    }

    private static String subject(Message mail) {
        try {
            return mail.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static String id(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
