package org.podkeeper.waiting;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.Availability;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingSettings;
import org.podkeeper.booking.LabHolds;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.waiting.WaitingChanged.WaitingPlaceBlocked;
import org.podkeeper.waiting.WaitingChanged.WaitingPlaceExpired;
import org.podkeeper.waiting.WaitingChanged.WaitingPlaceLapsed;
import org.podkeeper.waiting.WaitingChanged.WaitingPlaceLost;
import org.podkeeper.waiting.WaitingChanged.WaitingPlaceOffered;
import org.podkeeper.waiting.WaitingChanged.WaitingPlaceTaken;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/**
 * Whose turn it is. Each decision is one short transaction that sees the whole list in order: what is over goes, then the
 * first one for whom there is room gets it.
 */
@Service
class Turn {
    private static final String LIST = "the list";
    /** What waiting does not cure. */
    private static final Set<String> FOR_GOOD =
            Set.of("no-such-pod", "no-such-config", "config-of-another-pod", "no-such-kept", "kept-of-another-pod");

    private final WishRows rows;
    private final BookingDesk desk;
    private final LabHolds holds;
    private final WaitingSettings settings;
    private final BookingSettings booking;
    private final Around around;

    /** What it needs from elsewhere. */
    @org.springframework.stereotype.Component("aroundTheWaitingList")
    record Around(
            Availability availability,
            Catalog catalog,
            People people,
            RefusalText text,
            ApplicationEventPublisher events,
            Clock clock) {}

    Turn(
            WishRows rows,
            BookingDesk desk,
            LabHolds holds,
            WaitingSettings settings,
            BookingSettings booking,
            Around around) {
        this.rows = rows;
        this.desk = desk;
        this.holds = holds;
        this.settings = settings;
        this.booking = booking;
        this.around = around;
    }

    /** What a decision came to. */
    sealed interface Decision {
        /** There is nothing to do for anybody. */
        record Nothing() implements Decision {}

        /** Somebody's wish changed, so that the list is to be looked at again. */
        record Done() implements Decision {}

        /** There is room for this one, but it cannot have it; nothing was changed. */
        record Blocked(WishId wish, List<Refusal> reasons) implements Decision {}
    }

    /**
     * Decides one thing.
     *
     * @param passedOver whom there is room for, but who cannot have it now
     */
    @Transactional
    public Decision next(Set<WishId> passedOver) {
        if (!rows.anybodyWaits()) {
            return new Decision.Nothing();
        }
        rows.lock();
        Instant now = around.clock().instant();
        List<Wish> open = rows.open();
        List<HostTime> hosts = around.availability().hostsInService(null);
        for (Wish wish : open) {
            if (isTidied(wish, hosts, now)) {
                return new Decision.Done();
            }
        }
        for (Wish wish : open) {
            if (wish.state() == WishState.WAITING && !passedOver.contains(wish.id())) {
                Optional<Decision> decision = serve(wish, hosts, now);
                if (decision.isPresent()) {
                    return decision.get();
                }
            }
        }
        return new Decision.Nothing();
    }

    /** Whether its time was over, or what it was offered is gone. */
    private boolean isTidied(Wish wish, List<HostTime> hosts, Instant now) {
        Wish.Offer offer = wish.offer();
        if (offer == null) {
            if (!now.isAfter(wish.latest())) {
                return false;
            }
            expire(wish, "there was no room in time");
            return true;
        }
        if (!now.isBefore(offer.until())) {
            lapse(wish);
            return true;
        }
        if (isThere(wish, offer, hosts)) {
            return false;
        }
        holds.release(wish.id().value());
        move(wish, WishState.WAITING, "the host of the offer takes no bookings any more");
        around.events().publishEvent(new WaitingPlaceLost(now(wish)));
        return true;
    }

    private boolean isThere(Wish wish, Wish.Offer offer, List<HostTime> hosts) {
        var window = TimeWindow.of(offer.start(), wish.length());
        return hosts.stream()
                .anyMatch(time -> time.host().id().equals(offer.host())
                        && !time.schedule().isClosed(window));
    }

    private void lapse(Wish wish) {
        holds.release(wish.id().value());
        rows.lapsed(wish.id());
        if (wish.lapses() + 1 < settings.offers()) {
            move(wish, WishState.WAITING, "the offer was not taken in time; waits on at the end of the list");
            rows.toTheEnd(wish.id());
        } else {
            move(wish, WishState.LAPSED, "the offer was not taken in time");
        }
        around.events().publishEvent(new WaitingPlaceLapsed(now(wish)));
    }

    private void expire(Wish wish, String why) {
        move(wish, WishState.EXPIRED, why);
        around.events().publishEvent(new WaitingPlaceExpired(now(wish), why));
    }

    /** Empty when there is no room for it. */
    private Optional<Decision> serve(Wish wish, List<HostTime> hosts, Instant now) {
        Pod pod = around.catalog().pod(wish.pod()).orElse(null);
        Person person = around.people().find(wish.person()).orElse(null);
        if (pod == null || person == null) {
            expire(wish, "its Pod does not exist any more");
            return Optional.of(new Decision.Done());
        }
        Fit.Wanted wanted = wanted(wish, pod, person, now);
        boolean nobodyCouldAnswer =
                wish.mode() == WishMode.OFFER && !wanted.takenBy().isAfter(now);
        if (wanted.latest().isBefore(wanted.from()) || nobodyCouldAnswer) {
            return Optional.empty();
        }
        Set<LabId> labs = desk.labsFor(wish.request(now, now), person);
        return Fit.first(wanted, of(hosts, labs))
                // where the limits allow it nowhere, they are what is in the way, if there is room at all
                .or(() -> labs.isEmpty() ? Fit.first(wanted, ofTheWish(hosts, wish)) : Optional.empty())
                .map(fit -> give(wish, person, pod, fit, wanted));
    }

    private static List<HostTime> of(List<HostTime> hosts, Set<LabId> labs) {
        return hosts.stream().filter(time -> labs.contains(time.host().lab())).toList();
    }

    private static List<HostTime> ofTheWish(List<HostTime> hosts, Wish wish) {
        return hosts.stream()
                .filter(time ->
                        wish.lab() == null || wish.lab().equals(time.host().lab()))
                .toList();
    }

    Fit.Wanted wanted(Wish wish, Pod pod, Person person, Instant now) {
        Instant earliest = wish.earliest();
        Instant farthest = now.plus(booking.farthestAhead());
        Instant latest = wish.latest().isBefore(farthest) ? wish.latest() : farthest;
        Instant takenBy = wish.mode() == WishMode.AUTOMATIC ? now : settings.offeredUntil(now, person.timeZone());
        return new Fit.Wanted(
                pod.resources(),
                now,
                earliest == null || earliest.isBefore(now) ? now : earliest,
                latest,
                takenBy.isBefore(latest) ? takenBy : latest,
                wish.length(),
                desk.preparation(wish.pod(), wish.config()),
                booking.tearDownMargin());
    }

    private Decision give(Wish wish, Person person, Pod pod, Fit fit, Fit.Wanted wanted) {
        var request = wish.request(fit.start(), wanted.now());
        if (around.people().openingKeys(List.of(person.id())).isEmpty()) {
            return new Decision.Blocked(wish.id(), List.of(new Refusal("keys", "no-keys", List.of())));
        }
        if (wish.mode() == WishMode.AUTOMATIC) {
            return switch (desk.book(request, person)) {
                case Verdict.Booked(var booked) -> {
                    rows.taken(wish.id(), booked.id());
                    note(wish, WishState.TAKEN, LIST, "booked in your name as booking #" + booked.number());
                    around.events().publishEvent(new WaitingPlaceTaken(now(wish)));
                    yield new Decision.Done();
                }
                case Verdict.Refused(var reasons) -> undone(new Decision.Blocked(wish.id(), reasons));
            };
        }
        List<Refusal> reasons = desk.judge(request, person);
        if (!reasons.isEmpty()) {
            return new Decision.Blocked(wish.id(), reasons);
        }
        String purpose = "offered to " + person.fullName() + " from the waiting list: " + pod.name();
        if (!holds.hold(wish.id().value(), fit.host(), pod.resources(), fit.held(), purpose)) {
            return undone(new Decision.Blocked(wish.id(), List.of()));
        }
        // an offer for later need not be answered in the night either
        rows.offered(wish.id(), fit.host(), fit.start(), wanted.takenBy());
        note(wish, WishState.OFFERED, LIST, "there is room, and it is held");
        around.events().publishEvent(new WaitingPlaceOffered(now(wish)));
        return new Decision.Done();
    }

    /** Says why somebody for whom there is room cannot have it: they keep their turn where that can be cured. */
    @Transactional
    public void blocked(WishId id, List<Refusal> reasons) {
        rows.lock();
        Wish wish = rows.find(id).orElseThrow();
        if (wish.state() != WishState.WAITING) {
            return;
        }
        String why = inWords(wish, reasons);
        if (reasons.stream().anyMatch(reason -> FOR_GOOD.contains(reason.code()))) {
            expire(wish, why);
        } else if (!why.equals(wish.obstacle())) {
            rows.obstacle(id, why);
            around.events().publishEvent(new WaitingPlaceBlocked(now(wish), reasons));
        }
    }

    private String inWords(Wish wish, List<Refusal> reasons) {
        Person person = around.people().find(wish.person()).orElseThrow();
        return String.join(
                " ",
                reasons.stream()
                        .map(reason -> around.text().of(reason, person.timeZone()))
                        .toList());
    }

    private void move(Wish wish, WishState to, String why) {
        rows.become(wish.id(), to);
        note(wish, to, LIST, why);
    }

    /** Every move is one of the table. */
    void note(Wish wish, @Nullable WishState to, String who, String why) {
        if (to == null || !wish.state().next().contains(to)) {
            throw new IllegalStateException("A wish cannot go from " + wish.state() + " to " + to);
        }
        rows.note(wish.id(), new WishMove(wish.state(), to, around.clock().instant(), who, why));
    }

    private Wish now(Wish wish) {
        return rows.find(wish.id()).orElseThrow();
    }

    private static Decision undone(Decision decision) {
        TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
        return decision;
    }
}
