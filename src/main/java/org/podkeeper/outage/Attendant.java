package org.podkeeper.outage;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.booking.OtherPlaces;
import org.podkeeper.booking.Places;
import org.podkeeper.inventory.OutagePlan;
import org.podkeeper.inventory.OutagePlanId;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.provisioning.Relocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Looks after those who are hit, each in a transaction of its own: tells them once, moves what may move by itself, and when
 * their time has come ends what was not moved. Whatever is cut off in between is looked at again.
 */
@Component
class Attendant {
    private static final Logger log = LoggerFactory.getLogger(Attendant.class);
    private static final String PORTAL = "the portal";

    private final OutagePlan plan;
    private final OutageHits hits;
    private final Proposals proposals;
    private final Desk desk;
    private final TransactionOperations transaction;
    private final Clock clock;

    /** Where bookings are moved and ended. */
    @org.springframework.stereotype.Component("deskOfAttendant")
    record Desk(
            BookingDesk bookings,
            Places places,
            OtherPlaces otherPlaces,
            Relocation relocation,
            ApplicationEventPublisher events) {}

    Attendant(
            OutagePlan plan,
            OutageHits hits,
            Proposals proposals,
            Desk desk,
            TransactionOperations transaction,
            Clock clock) {
        this.plan = plan;
        this.hits = hits;
        this.proposals = proposals;
        this.desk = desk;
        this.transaction = transaction;
        this.clock = clock;
    }

    void attend(OutagePlanId outage) {
        hits.of(outage).stream().filter(hit -> hit.state() == HitState.OPEN).forEach(this::attend);
    }

    void attendAll() {
        Instant now = clock.instant();
        hits.toAttend(now, proposals.lastPreparation(now)).forEach(this::attend);
    }

    private void attend(OutageHit hit) {
        PlannedOutage outage = plan.find(hit.outage()).orElse(null);
        if (outage == null) {
            return;
        }
        try {
            if (!movesByItself(outage, hit)) {
                transaction.executeWithoutResult(status -> settle(hit));
            }
        } catch (RuntimeException e) {
            // the others do not wait for this one, and it is looked at again
            log.warn("Booking {} that outage {} hits could not be attended to", hit.booking(), hit.outage(), e);
        }
    }

    /** Same time, same lab: nothing is different for its owner but the host. */
    private boolean movesByItself(PlannedOutage outage, OutageHit hit) {
        if (!outage.moves() || outage.isCalledOff()) {
            return false;
        }
        BookingView booking = desk.bookings().find(hit.booking()).orElseThrow();
        boolean worthATry = !hit.told() || proposals.isDue(booking, outage);
        if (!worthATry || desk.relocation().hasBegun(booking.id()) || !isHit(outage, booking, hit)) {
            return false;
        }
        return proposals.of(outage, booking, hit.host()).places().stream()
                .filter(place -> place.kind() == OtherPlace.Kind.OTHER_HOST)
                .findFirst()
                .flatMap(place -> move(outage, booking.id(), place, false, null))
                .isPresent();
    }

    private boolean isHit(PlannedOutage outage, BookingView booking, OutageHit hit) {
        return booking.state() == BookingState.CONFIRMED
                && isThere(booking, hit)
                && !outage.isCalledOff()
                && clock.instant().isBefore(outage.window().end())
                && touches(outage, booking);
    }

    private boolean isThere(BookingView booking, OutageHit hit) {
        return desk.otherPlaces().held(booking.id(), hit.host()).isPresent();
    }

    private static boolean touches(PlannedOutage outage, BookingView booking) {
        return outage.window()
                .overlaps(new TimeWindow(booking.prepareFrom(), booking.window().end()));
    }

    private void settle(OutageHit seen) {
        BookingView booking = desk.places().inTurn(seen.booking());
        OutageHit hit = hits.inTurn(seen.outage(), seen.booking())
                .filter(found -> found.state() == HitState.OPEN)
                .orElse(null);
        if (hit == null) {
            return;
        }
        PlannedOutage outage = plan.find(hit.outage()).orElseThrow();
        if (booking.state() != BookingState.CONFIRMED) {
            hits.settle(hit, HitState.OVER, null, clock.instant());
        } else if (!isThere(booking, hit)) {
            hits.settle(hit, HitState.MOVED, null, clock.instant());
        } else if (!isHit(outage, booking, hit)) {
            hits.settle(hit, HitState.SPARED, null, clock.instant());
            if (hit.told()) {
                desk.events().publishEvent(new BookingSpared(outage, booking));
            }
        } else if (proposals.isDue(booking, outage)) {
            hits.settle(hit, HitState.ENDED, null, clock.instant());
            BookingView ended =
                    desk.bookings().endBecause(booking.id(), PORTAL, "its host has an outage: " + outage.reason());
            desk.events().publishEvent(new BookingEndedByOutage(outage, ended));
        } else if (!hit.told()) {
            hits.told(hit);
            desk.events().publishEvent(new BookingHit(outage, proposals.of(outage, booking, hit.host())));
        }
    }

    /**
     * Moves a booking away from an outage.
     *
     * @param by who accepted it, or null for the portal itself, which moves only what has not begun
     * @return the booking as it goes on; empty, and nothing is changed, when somebody was faster
     */
    Optional<BookingView> move(
            PlannedOutage outage, BookingId id, OtherPlace place, boolean disks, @Nullable Person by) {
        Optional<BookingView> moved = transaction.execute(status -> {
            Optional<BookingView> done = moveIn(outage, id, place, disks, by);
            if (done.isEmpty()) {
                status.setRollbackOnly();
            }
            return done;
        });
        return moved == null ? Optional.empty() : moved;
    }

    private Optional<BookingView> moveIn(
            PlannedOutage outage, BookingId id, OtherPlace place, boolean disks, @Nullable Person by) {
        BookingView before = desk.places().inTurn(id);
        OutageHit hit = hits.inTurn(outage.id(), id)
                .filter(found -> found.state() == HitState.OPEN)
                .orElse(null);
        if (hit == null) {
            return Optional.empty();
        }
        String who = by == null ? PORTAL : by.userName();
        String why = "outage: " + outage.reason();
        Instant stop = proposals.deadline(before, outage.endsBookingsAt());
        Optional<BookingView> after = by != null && desk.relocation().hasBegun(id)
                ? desk.relocation().goOn(id, place, disks, stop, by, why)
                : desk.relocation().move(id, place, who, why);
        after.ifPresent(moved -> {
            hits.settle(hit, HitState.MOVED, moved.id().equals(id) ? null : moved.id(), clock.instant());
            desk.events().publishEvent(new BookingMovedAway(outage, before, moved, place, who));
        });
        return after;
    }
}
