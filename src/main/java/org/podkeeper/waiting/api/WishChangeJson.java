package org.podkeeper.waiting.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishChange;
import org.podkeeper.waiting.WishMode;

/** What to change; what is left out stays. */
record WishChangeJson(
        @Nullable String purpose,

        @Schema(description = "first start that is wanted (ISO 8601)") @Nullable
        Instant earliest,

        @Schema(description = "true to take away the first start that is wanted") @Nullable
        Boolean asSoonAsPossible,

        @Schema(description = "last start that is wanted (ISO 8601)") @Nullable
        Instant latest,

        @Nullable WishMode mode) {
    WishChange change(Wish wish) {
        return new WishChange(
                purpose == null ? wish.purpose() : purpose.strip(),
                Boolean.TRUE.equals(asSoonAsPossible) ? null : earliest == null ? wish.earliest() : earliest,
                latest == null ? wish.latest() : latest,
                mode == null ? wish.mode() : mode);
    }
}
