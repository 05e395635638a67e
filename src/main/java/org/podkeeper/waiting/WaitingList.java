package org.podkeeper.waiting;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingSettings;
import org.podkeeper.booking.LabHolds;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/** The front door of the waiting list. A wish is its person's alone: for others it does not exist. */
@Service
public class WaitingList {
    private static final int LONGEST_PURPOSE = 300;

    private final WishRows rows;
    private final Turn turn;
    private final WaitingSignals signals;
    private final BookingDesk desk;
    private final LabHolds holds;
    private final Surroundings surroundings;

    /** What it needs from elsewhere. */
    @org.springframework.stereotype.Component("surroundingsOfTheWaitingList")
    record Surroundings(
            Catalog catalog, Inventory inventory, WaitingSettings settings, BookingSettings booking, Clock clock) {}

    WaitingList(
            WishRows rows,
            Turn turn,
            WaitingSignals signals,
            BookingDesk desk,
            LabHolds holds,
            Surroundings surroundings) {
        this.rows = rows;
        this.turn = turn;
        this.signals = signals;
        this.desk = desk;
        this.holds = holds;
        this.surroundings = surroundings;
    }

    /** A place in the list, or every reason why not. */
    public sealed interface Answer {
        record Listed(Wish wish) implements Answer {}

        record Refused(List<Refusal> reasons) implements Answer {
            public Refused {
                reasons = List.copyOf(reasons);
            }
        }
    }

    /**
     * Where a wish stands.
     *
     * @param position 1 for whoever is first among those who wait for its Pod
     * @param of how many wait for its Pod
     * @param others how many wait for other Pods and are earlier: they go first where they need the same room
     */
    public record Standing(int position, int of, int others) {}

    /** At the end of the list. Asked for twice, it is one. */
    @Transactional
    public Answer join(NewWish wanted, Person by) {
        rows.lock();
        Instant now = now();
        BookingRequest request = wanted.request();
        Instant earliest = request.start() == null || request.start().isBefore(now) ? now : request.start();
        Instant latest = wanted.latest() == null
                ? earliest.plus(surroundings.settings().patience())
                : wanted.latest().truncatedTo(ChronoUnit.SECONDS);
        Pod pod = surroundings.catalog().pod(request.pod()).orElse(null);
        List<Refusal> reasons = new ArrayList<>(desk.judge(request, by));
        reasons.addAll(times(request.start(), latest, now));
        if (!reasons.isEmpty() || pod == null) {
            return new Answer.Refused(reasons);
        }
        Optional<Wish> same = rows.of(by.id()).stream()
                .filter(wish -> wish.state().isOpen() && isTheSame(wish, wanted))
                .findFirst();
        if (same.isPresent()) {
            return new Answer.Listed(same.get());
        }
        int most = surroundings.settings().perPerson();
        if (rows.openOf(by.id()) >= most) {
            return new Answer.Refused(List.of(new Refusal("pod", "wait-too-many", List.of(most))));
        }
        if (neverFits(pod, request.lab())) {
            return new Answer.Refused(List.of(new Refusal("pod", "wait-never", List.of(pod.name()))));
        }
        var id = new WishId(java.util.UUID.randomUUID());
        rows.add(id, by.id(), wanted, pod.key(), latest, now);
        rows.note(
                id, new WishMove(null, WishState.WAITING, now, by.userName(), "asked for a place in the waiting list"));
        signals.serve();
        return new Answer.Listed(rows.find(id).orElseThrow());
    }

    private static boolean isTheSame(Wish wish, NewWish wanted) {
        BookingRequest request = wanted.request();
        return wish.pod().equals(request.pod())
                && wish.config().equals(request.config())
                && java.util.Objects.equals(wish.lab(), request.lab())
                && wish.length().equals(request.length())
                && java.util.Objects.equals(wish.earliest(), request.start())
                && wish.purpose().equals(request.purpose())
                && wish.choices().equals(request.choices());
    }

    private List<Refusal> times(@Nullable Instant earliest, Instant latest, Instant now) {
        var farthest = surroundings.booking().farthestAhead();
        if (latest.isBefore(now)) {
            return List.of(new Refusal("latest", "wait-over", List.of(latest)));
        }
        if (earliest != null && latest.isBefore(earliest)) {
            return List.of(new Refusal("latest", "wait-backwards", List.of(latest, earliest)));
        }
        return latest.isAfter(now.plus(farthest).plusSeconds(1))
                ? List.of(new Refusal("latest", "wait-too-long", List.of(farthest, latest)))
                : List.of();
    }

    /** No host could ever hold it, even an empty one. */
    private boolean neverFits(Pod pod, @Nullable LabId lab) {
        var hosts = lab == null
                ? surroundings.inventory().hosts()
                : surroundings.inventory().hostsOf(lab);
        return hosts.stream().noneMatch(host -> host.limit().covers(pod.resources()));
    }

    /** Only the person's own. */
    @Transactional(readOnly = true)
    public Optional<Wish> find(WishId id, Person person) {
        return rows.find(id).filter(wish -> wish.person().equals(person.id()));
    }

    /** A person's wishes: those in the list first, then the newest first. */
    @Transactional(readOnly = true)
    public List<Wish> of(PersonId person) {
        return rows.of(person);
    }

    /** What happened to it, the first one first. */
    @Transactional(readOnly = true)
    public List<WishMove> history(WishId id) {
        return rows.history(id);
    }

    /** Empty when it is in the list no more. */
    @Transactional(readOnly = true)
    public Optional<Standing> standing(Wish wish) {
        List<Wish> open = rows.open();
        int place = open.stream().map(Wish::id).toList().indexOf(wish.id());
        if (place < 0) {
            return Optional.empty();
        }
        int before = (int) open.subList(0, place).stream()
                .filter(other -> other.podKey().equals(wish.podKey()))
                .count();
        int all = (int) open.stream()
                .filter(other -> other.podKey().equals(wish.podKey()))
                .count();
        return Optional.of(new Standing(before + 1, all, place - before));
    }

    /**
     * Changes what is waited for, with its turn as it is.
     *
     * @throws NotFound when the person has no such wish
     */
    @Transactional
    public Answer change(WishId id, WishChange change, Person by) {
        rows.lock();
        Wish wish = mine(id, by);
        if (wish.state() != WishState.WAITING) {
            return new Answer.Refused(List.of(new Refusal("state", "wait-not-waiting", List.of())));
        }
        List<Refusal> reasons = new ArrayList<>(times(change.earliest(), change.latest(), now()));
        int length = change.purpose().strip().length();
        if (length == 0) {
            reasons.add(new Refusal("purpose", "no-purpose", List.of()));
        } else if (length > LONGEST_PURPOSE) {
            reasons.add(new Refusal("purpose", "long-purpose", List.of(length, LONGEST_PURPOSE)));
        }
        if (!reasons.isEmpty()) {
            return new Answer.Refused(reasons);
        }
        rows.change(id, change);
        signals.serve();
        return new Answer.Listed(mine(id, by));
    }

    /**
     * Out of the list. What is offered goes to the next one; leaving twice changes nothing.
     *
     * @throws NotFound when the person has no such wish
     */
    @Transactional
    public Wish leave(WishId id, Person by) {
        return end(id, by, WishState.WITHDRAWN, "left the list");
    }

    /**
     * What is offered is not wanted: it goes to the next one, and the wish is over.
     *
     * @throws NotFound when the person has no such wish
     */
    @Transactional
    public Wish decline(WishId id, Person by) {
        Wish wish = find(id, by).orElseThrow(() -> new NotFound("Wish " + id));
        return wish.state() == WishState.OFFERED ? end(id, by, WishState.DECLINED, "did not want the offer") : wish;
    }

    private Wish end(WishId id, Person by, WishState to, String why) {
        rows.lock();
        Wish wish = mine(id, by);
        if (!wish.state().next().contains(to)) {
            return wish;
        }
        return takeOut(wish, to, by, why);
    }

    /** Out of the list, in the transaction of whoever holds its lock; what was offered is free. */
    Wish takeOut(Wish wish, WishState to, Person by, String why) {
        holds.release(wish.id().value());
        rows.become(wish.id(), to);
        turn.note(wish, to, by.userName(), why);
        signals.serve();
        return rows.find(wish.id()).orElseThrow();
    }

    /**
     * Books what is offered, by the rules of now. Taking twice is taking once.
     *
     * @return the booking, or every reason why not; then the offer stays until its time is over
     * @throws NotFound when the person has no such wish
     */
    @Transactional
    public Verdict take(WishId id, Person by) {
        rows.lock();
        Wish wish = mine(id, by);
        if (wish.booking() != null) {
            return new Verdict.Booked(desk.find(wish.booking()).orElseThrow());
        }
        Wish.Offer offer = wish.offer();
        Instant now = now();
        if (offer == null || !now.isBefore(offer.until())) {
            return new Verdict.Refused(List.of(new Refusal("state", "wait-not-offered", List.of())));
        }
        // nobody else sees the room between: what was held and what is booked change in one transaction
        holds.release(id.value());
        Verdict verdict = desk.book(wish.request(offer.start(), now), by);
        switch (verdict) {
            case Verdict.Booked(var booking) -> {
                rows.taken(id, booking.id());
                turn.note(wish, WishState.TAKEN, by.userName(), "took the offer as booking #" + booking.number());
            }
            case Verdict.Refused refused ->
                TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
        }
        return verdict;
    }

    private Wish mine(WishId id, Person by) {
        return rows.find(id)
                .filter(wish -> wish.person().equals(by.id()))
                .orElseThrow(() -> new NotFound("Wish " + id));
    }

    private Instant now() {
        return surroundings.clock().instant();
    }
}
