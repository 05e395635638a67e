package org.podkeeper.notification.calendar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.BookingDesk;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of calendar feeds: one secret address per person, which whoever knows it can read, and nothing else. */
@Service
@Transactional
public class CalendarFeeds {
    private static final int RANDOM_BYTES = 32;
    /** How long bookings that are over stay in the feed. */
    private static final Duration PAST = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final People people;
    private final BookingDesk desk;
    private final BookingCalendar calendar;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    CalendarFeeds(JdbcClient jdbc, People people, BookingDesk desk, BookingCalendar calendar, Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.desk = desk;
        this.calendar = calendar;
        this.clock = clock;
    }

    /** @param read when a calendar program came last, to within a few minutes; null for never */
    public record Feed(Instant made, @Nullable Instant read) {}

    @Transactional(readOnly = true)
    public Optional<Feed> of(PersonId person) {
        return jdbc.sql("select made_at, read_at from calendar_feed where person_id = :person")
                .param("person", person.value())
                .query((row, n) -> {
                    OffsetDateTime read = row.getObject("read_at", OffsetDateTime.class);
                    return new Feed(
                            row.getObject("made_at", OffsetDateTime.class).toInstant(),
                            read == null ? null : read.toInstant());
                })
                .optional();
    }

    /**
     * Gives the person an address; one that they had before leads nowhere from then on.
     *
     * @return path of the feed, which the portal cannot tell a second time
     */
    public String renew(PersonId person) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        jdbc.sql("""
                        insert into calendar_feed (person_id, sha256, made_at) values (:person, :sha256, :now)
                        on conflict (person_id) do update
                        set sha256 = excluded.sha256, made_at = excluded.made_at, read_at = null
                        """)
                .param("person", person.value())
                .param("sha256", sha256(secret))
                .param("now", utc(clock.instant()))
                .update();
        return "/calendar/feed/" + secret + ".ics";
    }

    /** From now on the person's address leads nowhere. */
    public void remove(PersonId person) {
        jdbc.sql("delete from calendar_feed where person_id = :person")
                .param("person", person.value())
                .update();
    }

    /** The bookings that are somebody's or shared with them, for whoever knows the secret; empty when it is nobody's. */
    public Optional<String> read(String secret) {
        Instant now = clock.instant();
        byte[] hash = sha256(secret);
        Optional<PersonId> whose = jdbc.sql("select person_id from calendar_feed where sha256 = :sha256")
                .param("sha256", hash)
                .query((row, n) -> new PersonId(row.getObject("person_id", UUID.class)))
                .optional()
                .filter(people::isInUse);
        whose.ifPresent(person -> jdbc.sql("""
                        update calendar_feed set read_at = :now
                        where sha256 = :sha256 and (read_at is null or read_at < :before)
                        """)
                .param("now", utc(now))
                .param("before", utc(now.minus(Duration.ofMinutes(5))))
                .param("sha256", hash)
                .update());
        return whose.map(person -> calendar.feed(desk.of(person).stream()
                .filter(booking -> booking.window().end().isAfter(now.minus(PAST)))
                .toList()));
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
