package org.podkeeper.inventory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.web.NotFound;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The front door of those who plan when hosts are out of service. From the announcement on nothing new is promised there in
 * that time; bookings that were promised before are listed as hit by the database.
 */
@Service
public class OutagePlan {
    private static final Duration LONGEST_NOTICE = Duration.ofDays(7);
    private static final int LONGEST_REASON = 300;

    private final Outages outages;
    private final Inventory inventory;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    OutagePlan(Outages outages, Inventory inventory, ApplicationEventPublisher events, Clock clock) {
        this.outages = outages;
        this.inventory = inventory;
        this.events = events;
        this.clock = clock;
    }

    /** Everything that is wrong with a draft; nothing is written. */
    @Transactional(readOnly = true)
    public List<Complaint> complaints(OutageDraft draft) {
        Instant now = clock.instant();
        List<Complaint> complaints = new ArrayList<>();
        if (draft.reason().isBlank() || draft.reason().length() > LONGEST_REASON) {
            complaints.add(Complaint.about("reason", "outage.reason"));
        }
        if (!draft.startAt(now).isBefore(draft.end())) {
            complaints.add(Complaint.about("end", "outage.end"));
        }
        if (draft.notice().isNegative() || draft.notice().compareTo(LONGEST_NOTICE) > 0) {
            complaints.add(Complaint.about("notice", "outage.notice"));
        }
        boolean known = draft.host() == null
                ? inventory.lab(draft.lab()).isPresent()
                : inventory
                        .host(draft.host())
                        .filter(host -> host.lab().equals(draft.lab()))
                        .isPresent();
        if (!known) {
            complaints.add(Complaint.about("", "outage.hosts"));
        }
        return complaints;
    }

    /** Announces it, or says every reason why not. Publishes {@link OutageAnnounced}. */
    @Transactional
    public Change<PlannedOutage> announce(OutageDraft draft, String who) {
        List<Complaint> complaints = complaints(draft);
        if (!complaints.isEmpty()) {
            return new Change.Refused<>(complaints);
        }
        Instant now = clock.instant();
        Instant start = draft.startAt(now);
        Instant notice = now.plus(draft.notice());
        return new Change.Done<>(write(new PlannedOutage(
                        new OutagePlanId(UUID.randomUUID()),
                        draft.lab(),
                        draft.host(),
                        new TimeWindow(start, draft.end()),
                        draft.reason().strip(),
                        notice.isAfter(start) ? notice : start,
                        draft.moves(),
                        who,
                        now,
                        null,
                        null,
                        null))
                .orElseThrow());
    }

    /**
     * Announces one occurrence of a maintenance rule, once: what was announced before, or called off, is not announced again.
     */
    @Transactional
    public Optional<PlannedOutage> announceOccurrence(
            MaintenanceRuleId rule,
            LocalDate day,
            LabId lab,
            @Nullable HostId host,
            TimeWindow window,
            String reason,
            boolean moves,
            String who) {
        return write(new PlannedOutage(
                new OutagePlanId(UUID.randomUUID()),
                lab,
                host,
                window,
                reason,
                window.start(),
                moves,
                who,
                clock.instant(),
                null,
                rule,
                day));
    }

    private Optional<PlannedOutage> write(PlannedOutage plan) {
        if (!outages.add(plan)) {
            return Optional.empty();
        }
        // always in the same order, so that two who announce do not wait for each other
        List<HostId> hosts = plan.host() != null
                ? List.of(plan.host())
                : inventory.hostsOf(plan.lab()).stream().map(KvmHost::id).toList();
        hosts.forEach(host -> outages.close(host, plan));
        events.publishEvent(new OutageAnnounced(plan));
        return Optional.of(plan);
    }

    /** Lets an outage that is not over end at another time, earlier or later than announced. */
    @Transactional
    public Change<PlannedOutage> until(OutagePlanId id, Instant end) {
        PlannedOutage before = inTurn(id);
        Instant now = clock.instant();
        Instant was = before.window().end();
        if (before.isCalledOff() || !now.isBefore(was)) {
            return Change.refused(Complaint.about("end", "outage.over"));
        }
        if (!before.window().start().isBefore(end) || end.isBefore(now)) {
            return Change.refused(Complaint.about("end", "outage.end"));
        }
        outages.endAt(id, end);
        PlannedOutage after = outages.plan(id).orElseThrow();
        if (end.isAfter(was)) {
            events.publishEvent(new OutageAnnounced(after));
        } else if (end.isBefore(was)) {
            events.publishEvent(new OutageShortened(after));
        }
        return new Change.Done<>(after);
    }

    /** Ends an outage that is under way now; one that has not begun is called off. One that is over stays as it is. */
    @Transactional
    public PlannedOutage end(OutagePlanId id) {
        PlannedOutage plan = inTurn(id);
        Instant now = clock.instant();
        if (plan.isCalledOff() || !now.isBefore(plan.window().end())) {
            return plan;
        }
        if (plan.window().start().isBefore(now)) {
            outages.endAt(id, now);
        } else {
            outages.callOff(id, now);
        }
        PlannedOutage after = outages.plan(id).orElseThrow();
        events.publishEvent(new OutageShortened(after));
        return after;
    }

    @Transactional(readOnly = true)
    public Optional<PlannedOutage> find(OutagePlanId id) {
        return outages.plan(id);
    }

    /** Those that are not over at the instant, and not called off, earliest first. */
    @Transactional(readOnly = true)
    public List<PlannedOutage> endingAfter(Instant instant) {
        return outages.plansEndingAfter(instant);
    }

    /** Those that close a host in the window, the earliest first. */
    @Transactional(readOnly = true)
    public List<PlannedOutage> of(HostId host, TimeWindow window) {
        return outages.plansOf(host, window);
    }

    private PlannedOutage inTurn(OutagePlanId id) {
        return outages.planForChange(id).orElseThrow(() -> new NotFound("Outage " + id));
    }
}
