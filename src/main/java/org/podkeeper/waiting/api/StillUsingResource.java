package org.podkeeper.waiting.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.provisioning.LastLogins;
import org.podkeeper.provisioning.LastUse;
import org.podkeeper.provisioning.Unused;
import org.podkeeper.waiting.Questions;
import org.podkeeper.web.NotFound;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether a pod is still used that others wait for. */
@RestController
@RequestMapping("/api/v1/bookings/{id}/use")
@Tag(name = "Bookings")
class StillUsingResource {
    private final Questions questions;
    private final BookingDesk desk;
    private final LastLogins logins;

    StillUsingResource(Questions questions, BookingDesk desk, LastLogins logins) {
        this.questions = questions;
        this.desk = desk;
        this.logins = logins;
    }

    record UseJson(
            @Schema(description = "when its machines were last asked; they are while others wait for its room")
            @Nullable
            Instant askedMachinesAt,

            @Schema(description = "nobody used it since then, when that is known") @Nullable
            Instant idleSince,

            @Schema(description = "why it is not known") @Nullable
            String unknown,

            @Schema(description = "when you were asked whether you still use it") @Nullable
            Instant askedAt,

            @Schema(description = "when it ends without an answer") @Nullable
            Instant returnsAt) {}

    @GetMapping
    @Operation(summary = "When it was last used, and whether somebody asks")
    UseJson read(@PathVariable UUID id, Person person) {
        var booking = new BookingId(id);
        if (desk.find(booking, person).isEmpty()) {
            throw new NotFound("Booking " + id);
        }
        LastUse use = logins.of(booking).orElse(null);
        Unused.Question question = questions.question(booking).orElse(null);
        return new UseJson(
                use == null ? null : use.askedAt(),
                use == null ? null : use.idleSince(),
                use == null ? null : use.unknown(),
                question == null ? null : question.askedAt(),
                question == null ? null : question.returnsAt());
    }

    @PostMapping("/needed")
    @Operation(
            summary = "It is still needed",
            description = "Nobody asks again for a while, and it is not returned by itself.")
    UseJson needed(@PathVariable UUID id, Person person) {
        questions.needed(new BookingId(id), person);
        return read(id, person);
    }
}
