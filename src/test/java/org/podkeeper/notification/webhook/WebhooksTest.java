package org.podkeeper.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.Registrar;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Extensions;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.OutageDraft;
import org.podkeeper.kernel.Resources;
import org.podkeeper.notification.Inbox;
import org.podkeeper.notification.MessageKind;
import org.podkeeper.notification.webhook.WebhookDelivery.State;
import org.podkeeper.outage.OutageDesk;
import org.podkeeper.provisioning.DeploymentReady;
import org.podkeeper.provisioning.Provisioning;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs that are told of bookings over real HTTP. */
@SpringBootTest(
        properties = {"podkeeper.webhooks.every=1d", "podkeeper.webhooks.allow-private=true", "podkeeper.mail.every=1d"
        })
@Import({PostgresForTests.class, LabForTests.class, MovableClock.class})
class WebhooksTest {
    private static final List<String> ALL =
            WebhookEvent.choices().stream().map(WebhookEvent::type).toList();

    @Autowired
    LabForTests lab;

    @Autowired
    Registrar registrar;

    @Autowired
    BookingDesk desk;

    @Autowired
    Extensions extensions;

    @Autowired
    Provisioning provisioning;

    @Autowired
    OutageDesk outages;

    @Autowired
    Webhooks webhooks;

    @Autowired
    Dispatch dispatch;

    @Autowired
    Inbox inbox;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JsonMapper json;

    @Autowired
    MovableClock clock;

    private Receiver receiver;
    private Person owner;

    @BeforeEach
    void aProgramThatListens() throws Exception {
        jdbc.sql("delete from webhook").update();
        receiver = new Receiver();
        lab.removeAll();
        lab.host(new Resources(1_000, 1_000_000, 10_000));
        owner = lab.somebody(Role.USER);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aProgramHearsOfABookingsLifeInOrderSigned() throws Exception {
        String secret = make(owner, ALL, false).secret();
        BookingView booking = book(owner);
        extensions.moveEnd(booking.id(), booking.window().end().plusSeconds(3_600), null, "", owner);
        transaction.executeWithoutResult(tx -> events.publishEvent(
                new DeploymentReady(provisioning.of(booking.id()).orElseThrow())));
        desk.end(booking.id(), owner);
        dispatch.deliver();

        List<JsonNode> told = receiver.received().stream()
                .map(one -> json.readTree(one.body()))
                .toList();
        assertThat(told)
                .extracting(one -> one.get("type").asString())
                .containsExactly("booking.confirmed", "booking.changed", "deployment.ready", "booking.ended");
        JsonNode changed = told.get(1).get("data");
        assertThat(changed.get("booking").get("number").asLong()).isEqualTo(booking.number());
        assertThat(changed.get("booking").get("page").asString()).endsWith("/bookings/" + booking.id());
        assertThat(changed.get("endBefore").asString())
                .isEqualTo(booking.window().end().toString());
        assertThat(changed.get("by").asString()).isEqualTo(owner.userName());
        assertThat(told.get(3).get("data").get("booking").get("state").asString())
                .isIn("ENDED", "CANCELLED");
        for (Receiver.Received one : receiver.received()) {
            String signed =
                    one.headers().get("webhook-id") + "." + one.headers().get("webhook-timestamp") + "." + one.body();
            assertThat(one.headers().get("webhook-signature")).isEqualTo("v1," + hmac(secret, signed));
            assertThat(one.headers().get("webhook-timestamp"))
                    .isEqualTo("" + clock.instant().getEpochSecond());
        }
    }

    @Test
    void peopleHearOfTheirOwnBookingsAndLabAdminsOfAllWhileTheyAreOnes() {
        Person other = lab.somebody(Role.USER);
        Person admin = lab.somebody(Role.LAB_ADMIN);
        Webhook others = make(other, ALL, false).webhook();
        Webhook all = make(admin, List.of("booking.confirmed"), true).webhook();
        Webhook own = make(admin, ALL, false).webhook();
        book(owner);
        assertThat(webhooks.deliveries(others)).isEmpty();
        assertThat(webhooks.deliveries(all)).hasSize(1);
        assertThat(webhooks.deliveries(own)).isEmpty();
        registrar.changeRole(admin.id(), Role.USER, lab.somebody(Role.ADMIN));
        book(owner);
        assertThat(webhooks.deliveries(all)).hasSize(1);
        assertThat(webhooks.make(owner, receiver.url("/"), ALL, true)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void whatIsRolledBackIsNeverTold() {
        Webhook webhook = make(owner, ALL, false).webhook();
        transaction.executeWithoutResult(tx -> {
            book(owner);
            tx.setRollbackOnly();
        });
        assertThat(webhooks.deliveries(webhook)).isEmpty();
    }

    @Test
    void aFailureIsTriedAgainWithGrowingPausesUnderTheSameIdAndKeptInTheLog() {
        Webhook webhook = make(owner, List.of("booking.confirmed"), false).webhook();
        book(owner);
        receiver.answers(503);
        dispatch.deliver();
        dispatch.deliver();
        assertThat(receiver.received()).as("not before it is due").hasSize(1);
        assertThat(one(webhook).due()).isEqualTo(clock.instant().plusSeconds(5));
        clock.move(Duration.ofSeconds(5));
        dispatch.deliver();
        assertThat(one(webhook).due()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        assertThat(webhooks.find(webhook.id(), owner.id()).orElseThrow().failingSince())
                .isEqualTo(clock.instant().minusSeconds(5));
        receiver.answers(204);
        clock.move(Duration.ofMinutes(5));
        dispatch.deliver();
        assertThat(one(webhook).state()).isEqualTo(State.DELIVERED);
        assertThat(one(webhook).tries()).extracting(WebhookDelivery.Try::status).containsExactly(503, 503, 204);
        assertThat(one(webhook).tries().getFirst().said()).isEqualTo("answer 503");
        assertThat(webhooks.find(webhook.id(), owner.id()).orElseThrow().failingSince())
                .isNull();
        assertThat(receiver.received())
                .extracting(request -> request.headers().get("webhook-id"))
                .containsOnly(one(webhook).id().toString());
        assertThat(webhooks.again(webhook, one(webhook).id())).isTrue();
        dispatch.deliver();
        assertThat(receiver.received()).hasSize(4);
    }

    @Test
    void aRedirectIsAFailureAndNotFollowed() {
        Webhook webhook = make(owner, ALL, false).webhook();
        receiver.answers(307);
        webhooks.test(webhook);
        dispatch.deliver();
        assertThat(receiver.received()).extracting(Receiver.Received::path).containsExactly("/hook");
        assertThat(one(webhook).state()).isEqualTo(State.QUEUED);
        assertThat(one(webhook).tries().getFirst().status()).isEqualTo(307);
    }

    @Test
    void severalPortalsDeliverEachThingOnce() {
        for (int i = 0; i < 5; i++) {
            Webhook webhook = make(owner, ALL, false).webhook();
            for (int j = 0; j < 4; j++) {
                webhooks.test(webhook);
            }
        }
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(dispatch::deliver),
                        CompletableFuture.runAsync(dispatch::deliver),
                        CompletableFuture.runAsync(dispatch::deliver))
                .join();
        dispatch.deliver();
        assertThat(receiver.received())
                .hasSize(20)
                .extracting(one -> one.headers().get("webhook-id"))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatFailsForDaysIsTurnedOffWithWordToItsOwner() {
        Webhook webhook = make(owner, ALL, false).webhook();
        receiver.answers(500);
        for (int day = 0; day < 6; day++) {
            webhooks.test(webhook);
            dispatch.deliver();
            clock.move(Duration.ofDays(1));
        }
        Webhook off = webhooks.find(webhook.id(), owner.id()).orElseThrow();
        assertThat(off.isOn()).isFalse();
        assertThat(off.disabledWhy()).contains("5 days");
        assertThat(webhooks.deliveries(off)).extracting(WebhookDelivery::state).containsOnly(State.GIVEN_UP);
        assertThat(inbox.of(owner.id(), true)).singleElement().satisfies(message -> {
            assertThat(message.kind()).isEqualTo(MessageKind.WEBHOOK_OFF);
            assertThat(message.link()).isEqualTo("/profile/webhooks/" + webhook.id());
        });
        int before = receiver.received().size();
        book(owner);
        dispatch.deliver();
        assertThat(receiver.received()).hasSize(before);

        receiver.answers(200);
        webhooks.turnOn(off);
        webhooks.test(off);
        dispatch.deliver();
        assertThat(receiver.received()).hasSize(before + 1);
        receiver.answers(410);
        webhooks.test(off);
        dispatch.deliver();
        assertThat(webhooks.find(webhook.id(), owner.id()).orElseThrow().disabledWhy())
                .contains("410");
    }

    @Test
    void aPrivateAddressIsNotConnectedToUnlessAllowed() {
        var settings = new WebhookSettings(
                false, Duration.ofDays(1), Duration.ofSeconds(5), Duration.ofDays(5), Duration.ofDays(14), 10);
        var courier = new Courier(settings, clock);
        for (String url : List.of(receiver.url("/"), receiver.url("/").replace("127.0.0.1", "localhost"))) {
            WebhookDelivery.Try tried = courier.bring("id", url, "{}", new byte[] {1});
            assertThat(tried.status()).isNull();
            assertThat(tried.said()).contains("private network");
        }
        assertThat(receiver.received()).isEmpty();
    }

    /** Bytes that drip one by one keep every single read short of its own timeout. */
    @Test
    void anAnswerThatDripsIsCutOff() throws Exception {
        var settings = new WebhookSettings(
                true, Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(5), Duration.ofDays(14), 10);
        try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread dripping = Thread.ofPlatform().daemon().start(() -> {
                try (var visitor = door.accept()) {
                    visitor.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                    while (visitor.getInputStream().read() >= 0) {
                        visitor.getOutputStream().write('x');
                        visitor.getOutputStream().flush();
                    }
                } catch (java.io.IOException cutOff) {
                    // what is wanted
                }
            });
            var courier = new Courier(settings, clock);
            WebhookDelivery.Try tried =
                    courier.bring("id", "http://127.0.0.1:" + door.getLocalPort() + "/", "{}", new byte[] {1});
            assertThat(tried.status()).isNull();
            assertThat(tried.said()).isEqualTo("No answer within 1 s.");
            assertThat(tried.millis()).isBetween(900, 8_000);
            dripping.join();
        }
    }

    @Test
    void everyReasonAgainstANewOneIsGivenAtOnce() {
        assertThat(((Outcome.Refused<?>) webhooks.make(owner, "ftp://x", List.of("booking.eaten"), true)).refusals())
                .hasSize(3);
        for (String url :
                List.of("", "http://", "http://user@host/", "http://host/#x", "javascript:alert(1)", "http://a b/")) {
            assertThat(webhooks.make(owner, url, ALL, false)).as(url).isInstanceOf(Outcome.Refused.class);
        }
        var made = new ArrayList<Webhook>();
        while (made.size() < 10) {
            made.add(make(owner, ALL, false).webhook());
        }
        assertThat(webhooks.make(owner, receiver.url("/"), ALL, false)).isInstanceOf(Outcome.Refused.class);
        assertThat(webhooks.find(made.getFirst().id(), lab.somebody(Role.ADMIN).id()))
                .isEmpty();
    }

    @Test
    void aProgramHearsThatABookingWasMovedToAnotherTime() {
        make(owner, List.of("booking.changed"), false);
        lab.removeAll();
        HostId host = lab.host(lab.pod("all-in-one-tiny").resources());
        BookingView booking = book(owner);
        Instant from = booking.window().start();
        outages.announce(
                new OutageDraft(
                        booking.lab(), host, from, from.plus(Duration.ofHours(2)), "fans", Duration.ZERO, false),
                lab.somebody(Role.LAB_ADMIN));
        OtherPlace later =
                outages.hitting(booking).orElseThrow().proposal().places().getFirst();
        outages.accept(
                booking.id(),
                new OutageDesk.Wish(later.kind(), host, later.window().start(), true),
                owner);
        dispatch.deliver();

        assertThat(receiver.received()).hasSize(1);
        JsonNode told = json.readTree(receiver.received().getFirst().body());
        assertThat(told.get("type").asString()).isEqualTo("booking.changed");
        JsonNode data = told.get("data");
        assertThat(data.get("why").asString()).isEqualTo("moved to another time or lab");
        assertThat(data.get("endBefore").asString())
                .isEqualTo(booking.window().end().toString());
        assertThat(data.get("booking").get("id").asString())
                .isEqualTo(booking.id().toString());
        assertThat(data.get("booking").get("start").asString())
                .isEqualTo(later.window().start().toString());
        assertThat(data.get("booking").get("end").asString())
                .isEqualTo(later.window().end().toString());
        assertThat(later.window().start()).isAfter(from);
    }

    private WebhookDelivery one(Webhook webhook) {
        List<WebhookDelivery> deliveries = webhooks.deliveries(webhook);
        assertThat(deliveries).hasSize(1);
        return deliveries.getFirst();
    }

    private Webhooks.Made make(Person person, List<String> wanted, boolean everything) {
        return switch (webhooks.make(person, receiver.url("/hook"), wanted, everything)) {
            case Outcome.Done<Webhooks.Made>(var made) -> made;
            case Outcome.Refused<Webhooks.Made>(var reasons) -> throw new AssertionError(reasons);
        };
    }

    /** As a receiver would check it. */
    private static String hmac(String secret, String signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private BookingView book(Person person) {
        Pod pod = lab.pod("all-in-one-tiny");
        var request = new BookingRequest(
                pod.id(),
                lab.configFor(pod).id(),
                null,
                "to be told of",
                clock.instant().plus(Duration.ofDays(3)),
                Duration.ofHours(5),
                null);
        return switch (desk.book(request, person)) {
            case Verdict.Booked(var booked) -> booked;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }
}
