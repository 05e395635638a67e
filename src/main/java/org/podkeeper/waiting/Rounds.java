package org.podkeeper.waiting;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.Verdict;
import org.podkeeper.waiting.Turn.Decision;
import org.springframework.stereotype.Service;

/** Goes through the waiting list until there is nothing to do for anybody. It may be done at any time, by any portal. */
@Service
class Rounds {
    /** In one go; what is left is done in the next. */
    private static final int MOST = 1_000;
    /** How often somebody may come in between when a wish is to get its room. */
    private static final int RACES = 5;

    private final Turn turn;

    Rounds(Turn turn) {
        this.turn = turn;
    }

    void serve() {
        Set<WishId> passedOver = new HashSet<>();
        int races = 0;
        for (int i = 0; i < MOST; i++) {
            switch (turn.next(passedOver)) {
                case Decision.Nothing nothing -> {
                    return;
                }
                case Decision.Done done -> races = 0;
                case Decision.Blocked(var wish, var reasons)
                when isARace(reasons) -> {
                    races++;
                    if (races == RACES) {
                        passedOver.add(wish);
                        races = 0;
                    }
                }
                case Decision.Blocked(var wish, var reasons) -> {
                    passedOver.add(wish);
                    turn.blocked(wish, reasons);
                }
            }
        }
    }

    private static boolean isARace(List<Refusal> reasons) {
        return reasons.stream().map(Refusal::code).allMatch(Verdict.NO_ROOM::contains);
    }
}
