package org.podkeeper.waiting;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.account.Refusal;
import org.podkeeper.account.Role;
import org.podkeeper.inventory.LabId;
import org.podkeeper.web.NotFound;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The front door of what each lab does about pods that nobody seems to use while others wait. Where a lab says nothing,
 * {@link UseSettings} count. Whoever was told when a booking ends keeps that time: a change counts for questions asked
 * from then on, except that one which says "never" takes the end back.
 */
@Service
@Transactional
public class UseRules {
    /** The shortest and longest that a lab may say, in hours, and for how many hours at most an answer is waited for. */
    public static final int LEAST_HOURS = 1;

    public static final int MOST_HOURS_IDLE = 90 * 24;
    public static final int MOST_HOURS_TO_ANSWER = 30 * 24;

    private static final int LONGEST_NOTE = 300;
    private static final int CHANGES_SHOWN = 20;

    private final JdbcClient jdbc;
    private final UseSettings settings;
    private final Clock clock;

    UseRules(JdbcClient jdbc, UseSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** What counts in a lab now. */
    @Transactional(readOnly = true)
    public UseRule rule(LabId lab) {
        UseRule own =
                changes(lab, 1).stream().findFirst().map(LabUse.Change::rule).orElse(null);
        return own == null ? settings.rule() : own;
    }

    /** The same with who said it when. */
    @Transactional(readOnly = true)
    public LabUse of(LabId lab) {
        List<LabUse.Change> changes = changes(lab, CHANGES_SHOWN);
        LabUse.Change latest = changes.isEmpty() ? null : changes.getFirst();
        UseRule own = latest == null ? null : latest.rule();
        return new LabUse(
                lab, own == null ? settings.rule() : own, own != null, latest == null ? 0 : latest.version(), changes);
    }

    /**
     * Says what counts in a lab from now on.
     *
     * @param version of what is changed, see {@link LabUse#version}
     * @param hoursIdle whole hours without a login after which is asked; null when that is no number
     * @param returns whether it ends by itself
     * @param hoursToAnswer how many hours after the question, when it ends by itself
     * @throws AccessDeniedException when the person is no lab admin
     * @throws NotFound when there is no such lab
     * @throws ObjectOptimisticLockingFailureException when somebody changed it meanwhile
     */
    public Outcome<LabUse> set(
            LabId lab,
            long version,
            @Nullable Integer hoursIdle,
            boolean returns,
            @Nullable Integer hoursToAnswer,
            String note,
            Person by) {
        mayChange(lab, version, by);
        var refusals = new ArrayList<Refusal>();
        Duration idle = hours("idleHours", hoursIdle, MOST_HOURS_IDLE, refusals);
        Duration answer = returns ? hours("answerHours", hoursToAnswer, MOST_HOURS_TO_ANSWER, refusals) : null;
        checkNote(note, refusals);
        if (!refusals.isEmpty()) {
            return new Refused<>(refusals);
        }
        write(lab, idle, answer, note, by);
        return new Done<>(of(lab));
    }

    /**
     * The portal's settings count again.
     *
     * @throws AccessDeniedException when the person is no lab admin
     * @throws NotFound when there is no such lab
     * @throws ObjectOptimisticLockingFailureException when somebody changed it meanwhile
     */
    public Outcome<LabUse> followPortal(LabId lab, long version, String note, Person by) {
        mayChange(lab, version, by);
        var refusals = new ArrayList<Refusal>();
        checkNote(note, refusals);
        if (!refusals.isEmpty()) {
            return new Refused<>(refusals);
        }
        if (of(lab).own()) {
            write(lab, null, null, note, by);
        }
        return new Done<>(of(lab));
    }

    /** Two who change it take turns. */
    private void mayChange(LabId lab, long version, Person by) {
        if (!by.is(Role.LAB_ADMIN)) {
            throw new AccessDeniedException("What labs do about unused pods is set by lab admins");
        }
        boolean there = jdbc.sql("select 1 from lab where id = :lab for update")
                .param("lab", lab.value())
                .query(Integer.class)
                .optional()
                .isPresent();
        if (!there) {
            throw new NotFound("Lab " + lab);
        }
        if (of(lab).version() != version) {
            throw new ObjectOptimisticLockingFailureException(LabUse.class, lab);
        }
    }

    private static @Nullable Duration hours(String field, @Nullable Integer hours, int most, List<Refusal> refusals) {
        if (hours == null || hours < LEAST_HOURS || hours > most) {
            refusals.add(new Refusal(field, "waiting.use.refusal.hours", List.of(LEAST_HOURS, most, most / 24)));
            return null;
        }
        return Duration.ofHours(hours);
    }

    private static void checkNote(String note, List<Refusal> refusals) {
        int length = note.strip().length();
        if (length > LONGEST_NOTE) {
            refusals.add(new Refusal("note", "waiting.use.refusal.note", List.of(length, LONGEST_NOTE)));
        }
    }

    private void write(LabId lab, @Nullable Duration idle, @Nullable Duration answer, String note, Person by) {
        jdbc.sql("""
                        insert into lab_use_rule (lab_id, at, who, idle_seconds, answer_seconds, note)
                        values (:lab, :at, :who, :idle, :answer, :note)
                        """)
                .param("lab", lab.value())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("who", by.userName())
                .param("idle", idle == null ? null : idle.toSeconds(), Types.BIGINT)
                .param("answer", answer == null ? null : answer.toSeconds(), Types.BIGINT)
                .param("note", note.strip())
                .update();
    }

    private List<LabUse.Change> changes(LabId lab, int most) {
        return jdbc.sql("select * from lab_use_rule where lab_id = :lab order by id desc limit :most")
                .param("lab", lab.value())
                .param("most", most)
                .query((row, n) -> new LabUse.Change(
                        row.getLong("id"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("who"),
                        rule(row),
                        row.getString("note")))
                .list();
    }

    private static @Nullable UseRule rule(ResultSet row) throws SQLException {
        Duration idle = seconds(row, "idle_seconds");
        return idle == null ? null : new UseRule(idle, seconds(row, "answer_seconds"));
    }

    private static @Nullable Duration seconds(ResultSet row, String column) throws SQLException {
        Long seconds = row.getObject(column, Long.class);
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
