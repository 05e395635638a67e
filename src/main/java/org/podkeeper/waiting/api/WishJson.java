package org.podkeeper.waiting.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.waiting.WaitingList;
import org.podkeeper.waiting.WaitingList.Standing;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishMode;
import org.podkeeper.waiting.WishMove;
import org.podkeeper.waiting.WishState;

/** A wish in the waiting list. */
record WishJson(
        UUID id,
        long number,

        @Schema(description = "key of the Pod") String pod,
        UUID podVersion,
        UUID configVersion,
        @Nullable UUID lab,
        String purpose,

        @Schema(type = "string", example = "PT8H") Duration length,
        @Nullable Instant earliest,
        Instant latest,
        WishMode mode,
        WishState state,
        Instant askedAt,

        @Schema(description = "left out when it is in the list no more") @Nullable
        StandingJson standing,

        @Schema(description = "why it could not be booked when there was room") @Nullable
        String obstacle,

        @Schema(description = "what is held for you now") @Nullable
        OfferJson offer,

        @Schema(description = "id of the booking that it became") @Nullable
        UUID booking,

        List<MoveJson> history) {

    record StandingJson(
            @Schema(description = "1 for whoever is first among those who wait for this Pod")
            int position,

            @Schema(description = "how many wait for this Pod")
            int of,

            @Schema(description = "how many wait for other Pods and are earlier")
            int others) {}

    record OfferJson(
            @Nullable UUID host,

            @Schema(description = "when it would begin; at once when that is past")
            Instant start,

            @Schema(description = "when it is somebody else's turn")
            Instant until) {}

    record MoveJson(@Nullable WishState from, WishState to, Instant at, String who, String why) {
        static MoveJson of(WishMove move) {
            return new MoveJson(move.from(), move.to(), move.at(), move.who(), move.why());
        }
    }

    static WishJson of(Wish wish, WaitingList list) {
        return of(wish, list.standing(wish).orElse(null), list.history(wish.id()));
    }

    static WishJson of(Wish wish, @Nullable Standing standing, List<WishMove> history) {
        Wish.Offer offer = wish.offer();
        return new WishJson(
                wish.id().value(),
                wish.number(),
                wish.podKey(),
                wish.pod().value(),
                wish.config().value(),
                wish.lab() == null ? null : wish.lab().value(),
                wish.purpose(),
                wish.length(),
                wish.earliest(),
                wish.latest(),
                wish.mode(),
                wish.state(),
                wish.askedAt(),
                standing == null ? null : new StandingJson(standing.position(), standing.of(), standing.others()),
                wish.obstacle(),
                offer == null
                        ? null
                        : new OfferJson(
                                offer.host() == null ? null : offer.host().value(), offer.start(), offer.until()),
                wish.booking() == null ? null : wish.booking().value(),
                history.stream().map(MoveJson::of).toList());
    }
}
