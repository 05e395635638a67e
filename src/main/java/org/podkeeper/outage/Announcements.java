package org.podkeeper.outage;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.OtherPlaces;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.OutagePlan;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of announcements: what admins publish, and whom outages that are near concern. */
@Service
public class Announcements {
    private static final int LONGEST_TEXT = 300;
    private static final int LONGEST_LINK = 500;

    private final JdbcClient jdbc;
    private final OutagePlan plan;
    private final OtherPlaces places;
    private final OutageSettings settings;
    private final Clock clock;

    Announcements(JdbcClient jdbc, OutagePlan plan, OtherPlaces places, OutageSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.plan = plan;
        this.places = places;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What an admin wants to publish.
     *
     * @param start when it is shown from on, or null for now
     */
    public record Draft(
            @Nullable LabId lab,
            boolean warns,
            String text,
            @Nullable String link,
            @Nullable Instant start,
            @Nullable Instant end) {}

    /**
     * Why something cannot be published.
     *
     * @param field name of the draft's field
     * @param code the sentence {@code outage.announcement.refused.<code>}
     */
    public record Problem(String field, String code) {}

    /** What became of it: the announcement, or every reason why not. */
    public record Outcome(@Nullable Announcement published, List<Problem> problems) {}

    /** Publishes it, or says every reason why not. */
    @Transactional
    public Outcome publish(Draft draft, Person by) {
        Instant now = clock.instant();
        Instant start = draft.start() == null || draft.start().isBefore(now) ? now : draft.start();
        String link = draft.link() == null || draft.link().isBlank()
                ? null
                : draft.link().strip();
        var problems = new ArrayList<Problem>();
        if (draft.text().isBlank() || draft.text().length() > LONGEST_TEXT) {
            problems.add(new Problem("text", "text"));
        }
        if (draft.end() == null || !start.isBefore(draft.end())) {
            problems.add(new Problem("end", "end"));
        }
        if (link != null && !isLink(link)) {
            problems.add(new Problem("link", "link"));
        }
        if (!problems.isEmpty() || draft.end() == null) {
            return new Outcome(null, problems);
        }
        var announcement = new Announcement(
                new AnnouncementId(UUID.randomUUID()),
                draft.lab(),
                draft.warns(),
                draft.text().strip(),
                link,
                new TimeWindow(start, draft.end()),
                by.userName());
        add(announcement, now);
        return new Outcome(announcement, List.of());
    }

    /** A page of this portal, or of the web. */
    private static boolean isLink(String link) {
        if (link.length() > LONGEST_LINK) {
            return false;
        }
        try {
            URI uri = new URI(link);
            boolean own = uri.getScheme() == null && link.startsWith("/") && !link.startsWith("//");
            return own || Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void add(Announcement announcement, Instant now) {
        jdbc.sql("""
                        insert into announcement (id, lab_id, severity, says, link, during, published_by, published_at)
                        values (:id, :lab, :severity, :text, :link, tstzrange(:from, :to), :by, :now)
                        """)
                .param("id", announcement.id().value())
                .param(
                        "lab",
                        announcement.lab() == null ? null : announcement.lab().value())
                .param("severity", announcement.warns() ? "WARN" : "INFO")
                .param("text", announcement.text())
                .param("link", announcement.link())
                .param("from", announcement.window().start().atOffset(ZoneOffset.UTC))
                .param("to", announcement.window().end().atOffset(ZoneOffset.UTC))
                .param("by", announcement.publishedBy())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Nobody sees it any more; one that is gone is no error. */
    @Transactional
    public void withdraw(AnnouncementId id) {
        jdbc.sql("delete from announcement where id = :id")
                .param("id", id.value())
                .update();
    }

    /** What is shown now or later, the earliest first. */
    @Transactional(readOnly = true)
    public List<Announcement> toCome() {
        return jdbc.sql("""
                        select *, lower(during) as s, upper(during) as e from announcement
                        where upper(during) > :now order by during, id
                        """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(Announcements::read)
                .list();
    }

    /** What concerns a reader now and was not dismissed by them: warnings first. Strangers see what is for everybody. */
    @Transactional(readOnly = true)
    public List<Announcement> shownTo(@Nullable PersonId reader) {
        Instant now = clock.instant();
        List<Announcement> shown =
                toCome().stream().filter(one -> one.window().contains(now)).toList();
        if (shown.isEmpty()) {
            return List.of();
        }
        boolean labs = shown.stream().anyMatch(one -> one.lab() != null);
        Set<LabId> own = labs && reader != null ? places.labsOf(reader) : Set.of();
        Set<String> dismissed = dismissedBy(reader);
        return shown.stream()
                .filter(one -> one.lab() == null || own.contains(one.lab()))
                .filter(one -> !dismissed.contains(one.id().toString()))
                .sorted(Comparator.comparing(one -> !one.warns()))
                .toList();
    }

    /** Outages under way or near in labs where the reader has bookings, that were not dismissed by them. */
    @Transactional(readOnly = true)
    public List<PlannedOutage> near(PersonId reader) {
        Instant now = clock.instant();
        List<PlannedOutage> near = plan.endingAfter(now).stream()
                .filter(outage -> outage.window().start().isBefore(now.plus(settings.bannerAhead())))
                .toList();
        if (near.isEmpty()) {
            return List.of();
        }
        Set<LabId> own = places.labsOf(reader);
        Set<String> dismissed = dismissedBy(reader);
        return near.stream()
                .filter(outage -> own.contains(outage.lab()))
                .filter(outage -> !dismissed.contains(outage.id().toString()))
                .toList();
    }

    /**
     * The reader need not see it again.
     *
     * @param notice id of an announcement or of an outage
     */
    @Transactional
    public void dismiss(UUID notice, PersonId reader) {
        jdbc.sql(
                        "insert into notice_dismissed (person_id, notice, at) values (:person, :notice, :now) on conflict do nothing")
                .param("person", reader.value())
                .param("notice", notice.toString())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    private Set<String> dismissedBy(@Nullable PersonId reader) {
        return reader == null
                ? Set.of()
                : jdbc.sql("select notice from notice_dismissed where person_id = :person")
                        .param("person", reader.value())
                        .query((row, n) -> row.getString("notice"))
                        .set();
    }

    private static Announcement read(ResultSet row, int number) throws SQLException {
        UUID lab = row.getObject("lab_id", UUID.class);
        return new Announcement(
                new AnnouncementId(row.getObject("id", UUID.class)),
                lab == null ? null : new LabId(lab),
                row.getString("severity").equals("WARN"),
                row.getString("says"),
                row.getString("link"),
                new TimeWindow(
                        row.getObject("s", OffsetDateTime.class).toInstant(),
                        row.getObject("e", OffsetDateTime.class).toInstant()),
                row.getString("published_by"));
    }
}
