package org.podkeeper.outage;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.NoSuchBooking;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.booking.OtherPlaces;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Complaint;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.OutageDraft;
import org.podkeeper.inventory.OutagePlan;
import org.podkeeper.inventory.OutagePlanId;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of outages over bookings: who would be hit, who is, and what becomes of them. */
@Service
public class OutageDesk {
    private final OutagePlan plan;
    private final OutageHits hits;
    private final Attendant attendant;
    private final Proposals proposals;
    private final Desks desks;
    private final Clock clock;

    /** What else is asked. */
    @org.springframework.stereotype.Component("desksOfOutages")
    record Desks(BookingDesk bookings, OtherPlaces places, Inventory inventory) {}

    OutageDesk(OutagePlan plan, OutageHits hits, Attendant attendant, Proposals proposals, Desks desks, Clock clock) {
        this.plan = plan;
        this.hits = hits;
        this.attendant = attendant;
        this.proposals = proposals;
        this.desks = desks;
        this.clock = clock;
    }

    /**
     * What would happen.
     *
     * @param complaints why it cannot be announced
     * @param hit who would be hit, with what could become of them
     */
    public record Preview(List<Complaint> complaints, List<Proposal> hit) {}

    /** Looks who would be hit; nothing is written. */
    @Transactional(readOnly = true)
    public Preview preview(OutageDraft draft) {
        List<Complaint> complaints = plan.complaints(draft);
        if (!complaints.isEmpty()) {
            return new Preview(complaints, List.of());
        }
        Instant now = clock.instant();
        var window = new TimeWindow(draft.startAt(now), draft.end());
        Instant notice = now.plus(draft.notice());
        Instant endsBookings = notice.isAfter(window.start()) ? notice : window.start();
        Set<HostId> hosts = draft.host() != null
                ? Set.of(draft.host())
                : desks.inventory().hostsOf(draft.lab()).stream()
                        .map(KvmHost::id)
                        .collect(Collectors.toSet());
        return new Preview(
                List.of(),
                hosts.stream()
                        .flatMap(host -> desks.places().affected(host, window).stream())
                        .sorted(Comparator.comparing((OtherPlaces.Affected one) ->
                                        one.booking().window().start())
                                .thenComparing(one -> one.booking().number()))
                        .map(one -> proposals.of(one.booking(), one.host(), endsBookings, hosts, window))
                        .toList());
    }

    /** Announces it, moves what may move by itself, and tells everybody who is hit. */
    public Change<PlannedOutage> announce(OutageDraft draft, Person by) {
        return attended(plan.announce(draft, by.userName()));
    }

    /** Lets an outage end at another time; who is hit now is told, and who is not any more, too. */
    public Change<PlannedOutage> until(OutagePlanId id, Instant end) {
        return attended(plan.until(id, end));
    }

    /** Ends it now, or calls it off when it has not begun; who is not hit any more is told. */
    public PlannedOutage end(OutagePlanId id) {
        PlannedOutage ended = plan.end(id);
        attendant.attend(ended.id());
        return ended;
    }

    private Change<PlannedOutage> attended(Change<PlannedOutage> change) {
        if (change instanceof Change.Done<PlannedOutage>(PlannedOutage outage)) {
            attendant.attend(outage.id());
        }
        return change;
    }

    /** An outage with those whom it hits. */
    public record Announced(PlannedOutage outage, List<OutageHit> hits) {
        public long count(HitState state) {
            return hits.stream().filter(hit -> hit.state() == state).count();
        }
    }

    /** What is not over and not called off, the earliest first. */
    @Transactional(readOnly = true)
    public List<Announced> toCome() {
        return plan.endingAfter(clock.instant()).stream()
                .map(outage -> new Announced(outage, hits.of(outage.id())))
                .toList();
    }

    @Transactional(readOnly = true)
    public Optional<Announced> find(OutagePlanId id) {
        return plan.find(id).map(outage -> new Announced(outage, hits.of(id)));
    }

    /** What can be done for those who are hit and were not moved yet, by booking. */
    @Transactional(readOnly = true)
    public Map<BookingId, Proposal> proposals(Announced announced) {
        return announced.hits().stream()
                .filter(hit -> hit.state() == HitState.OPEN)
                .flatMap(hit -> desks.bookings().find(hit.booking()).stream()
                        .filter(booking -> booking.state() == BookingState.CONFIRMED)
                        .map(booking -> proposals.of(announced.outage(), booking, hit.host())))
                .collect(Collectors.toMap(proposal -> proposal.booking().id(), Function.identity()));
    }

    /** Numbers of those who are hit, for people. */
    @Transactional(readOnly = true)
    public Map<BookingId, Long> numbers(Announced announced) {
        return announced.hits().stream()
                .flatMap(hit -> desks.bookings().find(hit.booking()).stream())
                .collect(Collectors.toMap(BookingView::id, BookingView::number));
    }

    /** An outage that hits a booking, and what can be done. */
    public record Hit(PlannedOutage outage, Proposal proposal) {}

    /** The first outage by which a booking is hit and from which it was not moved away. */
    @Transactional(readOnly = true)
    public Optional<Hit> hitting(BookingView booking) {
        if (booking.state() != BookingState.CONFIRMED) {
            return Optional.empty();
        }
        return hits.of(booking.id()).stream()
                .filter(hit -> hit.state() == HitState.OPEN)
                .flatMap(hit -> plan.find(hit.outage()).stream()
                        .filter(outage -> isReal(outage, booking))
                        .map(outage -> new Hit(outage, proposals.of(outage, booking, hit.host()))))
                .findFirst();
    }

    private boolean isReal(PlannedOutage outage, BookingView booking) {
        return !outage.isCalledOff()
                && clock.instant().isBefore(outage.window().end())
                && outage.window()
                        .overlaps(new TimeWindow(
                                booking.prepareFrom(), booking.window().end()));
    }

    /** What was done with a booking that was hit, or is: the outage and its state, the first one first. */
    @Transactional(readOnly = true)
    public List<OutageHit> hitsOf(BookingId booking) {
        return hits.of(booking);
    }

    /** What became of an acceptance. */
    public sealed interface Answer {
        /** It is done. The booking as it is now, or the one that goes on where it stops. */
        record Moved(BookingView booking) implements Answer {}

        /** The place is not free any more, or what is hit is another by now. What there is instead, or null when it is not hit. */
        record Stale(@Nullable Hit now) implements Answer {}
    }

    /**
     * The place that somebody saw and wants.
     *
     * @param start when it would begin; of what begins at once, any instant
     * @param disks whether the disks of a pod that runs are kept, to go on from them
     */
    public record Wish(
            OtherPlace.Kind kind, HostId host, @Nullable Instant start, boolean disks) {}

    /**
     * Accepts a place that was proposed, if it is still free.
     *
     * @param wish null for somebody who did not say which
     * @throws AccessDeniedException when the person may not manage the booking
     */
    public Answer accept(BookingId id, @Nullable Wish wish, Person by) {
        BookingView booking = desks.bookings().find(id, by).orElseThrow(() -> new NoSuchBooking(id));
        if (!desks.bookings().rights(booking, by).manage()) {
            throw new AccessDeniedException("Booking " + id + " belongs to somebody else");
        }
        Hit hit = hitting(booking).orElse(null);
        OtherPlace place = hit == null || wish == null ? null : wanted(hit.proposal(), wish);
        if (hit != null && wish != null && place != null) {
            Optional<BookingView> moved = attendant.move(
                    hit.outage(), id, place, wish.disks() && hit.proposal().disks(), by);
            if (moved.isPresent()) {
                return new Answer.Moved(moved.get());
            }
        }
        return new Answer.Stale(desks.bookings().find(id).flatMap(this::hitting).orElse(null));
    }

    private static @Nullable OtherPlace wanted(Proposal proposal, Wish wish) {
        return proposal.places().stream()
                .filter(place -> place.kind() == wish.kind()
                        && place.host().id().equals(wish.host())
                        && (place.kind() != OtherPlace.Kind.LATER
                                || sameSecond(place.window().start(), wish.start())))
                .findFirst()
                .orElse(null);
    }

    private static boolean sameSecond(Instant a, @Nullable Instant b) {
        return b != null && Objects.equals(a.truncatedTo(ChronoUnit.SECONDS), b.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Looks at everybody who is hit: tells, moves, spares and ends as it is time. */
    public void attendAll() {
        attendant.attendAll();
    }
}
