package org.podkeeper.demo;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.podkeeper.account.DemoPeople;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.DemoOutage;
import org.podkeeper.inventory.Inventory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Fills the lab once, after the first host is there. What is to come is booked at the desk like any booking. */
@Component
@ConditionalOnBooleanProperty("podkeeper.demo")
class DemoLab {
    private static final Logger log = LoggerFactory.getLogger(DemoLab.class);

    /** A booking to come: who asks (by place in the cast), for what, from when on, how long. */
    private record Wish(int who, String podKey, String purpose, Duration ahead, Duration length) {}

    private static final List<Wish> WISHES = List.of(
            new Wish(2, "virtual-pharos-tiny", "Storage network failover", Duration.ofHours(20), Duration.ofDays(2)),
            new Wish(3, "all-in-one-tiny", "Reproduce the boot race", Duration.ofHours(30), Duration.ofHours(6)),
            new Wish(1, "virtual-pharos-tiny", "Class: first steps with pods", Duration.ofDays(4), Duration.ofDays(3)),
            new Wish(4, "virtual-pharos-tiny", "Upgrade rehearsal", Duration.ofDays(10), Duration.ofDays(2)),
            new Wish(5, "all-in-one-tiny", "Try the new cloud-init", Duration.ofDays(11), Duration.ofDays(1)));

    private final DemoPeople cast;
    private final DemoOutage outage;
    private final KeyRing keys;
    private final People people;
    private final Catalog catalog;
    private final BookingDesk desk;
    private final Records records;

    /** What was is written as it would have been left behind. */
    @Component
    @ConditionalOnBooleanProperty("podkeeper.demo")
    record Records(JdbcClient jdbc, Inventory inventory, Clock clock) {}

    DemoLab(
            DemoPeople cast,
            DemoOutage outage,
            KeyRing keys,
            People people,
            Catalog catalog,
            BookingDesk desk,
            Records records) {
        this.cast = cast;
        this.outage = outage;
        this.keys = keys;
        this.people = people;
        this.catalog = catalog;
        this.desk = desk;
        this.records = records;
    }

    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    void fill() {
        if (records.inventory().hosts().isEmpty()
                || !desk.endingAfter(Instant.EPOCH).isEmpty()) {
            return;
        }
        List<Person> persons = cast.present();
        persons.forEach(this::giveKey);
        past();
        outage.ensurePlanned();
        WISHES.forEach(wish -> book(wish, persons.get(wish.who())));
    }

    /** A key that nobody has the private half of. */
    private void giveKey(Person person) {
        if (people.sshKeysOf(person.id()).isEmpty()) {
            try {
                var pair = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
                keys.add(person.id(), "laptop", PublicKeyEntry.toString(pair.getPublic()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Cannot make an SSH key", e);
            }
        }
    }

    private void past() {
        try {
            String sql = new ClassPathResource("db/sample/past_bookings.sql")
                    .getContentAsString(java.nio.charset.StandardCharsets.UTF_8);
            records.jdbc()
                    .sql(sql)
                    .param("now", records.clock().instant().atOffset(ZoneOffset.UTC))
                    .param("host", records.inventory().hosts().getFirst().id().value())
                    .update();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void book(Wish wish, Person person) {
        Pod pod = catalog.pods().stream()
                .filter(candidate -> candidate.key().equals(wish.podKey()))
                .findFirst()
                .orElseThrow();
        Config config = catalog.configsFor(pod.key()).getFirst();
        Instant start = records.clock().instant().plus(wish.ahead()).truncatedTo(java.time.temporal.ChronoUnit.HOURS);
        var request = new BookingRequest(pod.id(), config.id(), null, wish.purpose(), start, wish.length(), null);
        if (desk.book(request, person) instanceof Verdict.Refused(var reasons)) {
            log.info("The demo could not book {}: {}", wish, reasons);
        }
    }
}
