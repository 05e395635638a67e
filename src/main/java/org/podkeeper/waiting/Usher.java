package org.podkeeper.waiting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.Refusal;
import org.podkeeper.inventory.LabId;
import org.podkeeper.waiting.WaitingList.Answer;
import org.podkeeper.waiting.WaitingList.Standing;
import org.podkeeper.web.NotFound;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of the waiting list for lab admins: who waits, and who is taken off it. */
@Service
public class Usher {
    private static final int LONGEST_REASON = 300;

    private final WishRows rows;
    private final WaitingList list;
    private final ApplicationEventPublisher events;

    Usher(WishRows rows, WaitingList list, ApplicationEventPublisher events) {
        this.rows = rows;
        this.list = list;
        this.events = events;
    }

    /**
     * Somebody in the list.
     *
     * @param place 1 for whoever is first of all
     */
    public record Waiter(Wish wish, int place, Standing standing) {}

    /**
     * Everybody in the list, in order.
     *
     * @param lab only those who could be served there: who wait for it, or for wherever there is room; null for all
     * @throws AccessDeniedException when the reader is no lab admin
     */
    @Transactional(readOnly = true)
    public List<Waiter> everybody(@Nullable LabId lab, Person reader) {
        mustBeLabAdmin(reader);
        List<Wish> open = rows.open();
        Map<String, Integer> all = new HashMap<>();
        open.forEach(wish -> all.merge(wish.podKey(), 1, Integer::sum));
        Map<String, Integer> before = new HashMap<>();
        var waiters = new ArrayList<Waiter>();
        for (int place = 1; place <= open.size(); place++) {
            Wish wish = open.get(place - 1);
            int position = before.merge(wish.podKey(), 1, Integer::sum);
            if (lab == null || wish.lab() == null || wish.lab().equals(lab)) {
                int of = Objects.requireNonNull(all.get(wish.podKey()));
                waiters.add(new Waiter(wish, place, new Standing(position, of, place - position)));
            }
        }
        return waiters;
    }

    /**
     * Takes somebody off the list; what is offered to them goes to the next one, and they are told why.
     *
     * @throws AccessDeniedException when the person is no lab admin
     * @throws NotFound when there never was such a wish
     */
    @Transactional
    public Answer remove(WishId id, String reason, Person by) {
        mustBeLabAdmin(by);
        rows.lock();
        Wish wish = rows.find(id).orElseThrow(() -> new NotFound("Wish " + id));
        if (!wish.state().isOpen()) {
            return new Answer.Refused(List.of(new Refusal("state", "wait-not-in-list", List.of())));
        }
        String why = reason.strip();
        if (why.isEmpty()) {
            return new Answer.Refused(List.of(new Refusal("reason", "wait-remove-why", List.of())));
        }
        if (why.length() > LONGEST_REASON) {
            return new Answer.Refused(
                    List.of(new Refusal("reason", "end-why-long", List.of(why.length(), LONGEST_REASON))));
        }
        Wish removed = list.takeOut(wish, WishState.REMOVED, by, why);
        events.publishEvent(new WaitingChanged.WaitingPlaceRemoved(removed, by, why));
        return new Answer.Listed(removed);
    }

    private static void mustBeLabAdmin(Person person) {
        if (!person.is(Role.LAB_ADMIN)) {
            throw new AccessDeniedException("Who waits is for lab admins");
        }
    }
}
