package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.provisioning.Chapter;
import org.podkeeper.provisioning.Chronicle;
import org.podkeeper.provisioning.DeploymentChange;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.web.NotFound;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What was done for a booking, for programs. */
@RestController
@Tag(name = "Bookings")
class HistoryResource {
    private final BookingDesk desk;
    private final Chronicle chronicle;

    HistoryResource(BookingDesk desk, Chronicle chronicle) {
        this.desk = desk;
        this.chronicle = chronicle;
    }

    record ChapterJson(
            String host,

            @Schema(description = "whether another deployment took its place")
            boolean givenUp,

            DeploymentState machines,

            @Schema(description = "why they could not be made there") @Nullable
            String cause,

            @Schema(description = "under which the portal's log has more") @Nullable
            String incident,

            List<DeploymentChange> changes,
            List<ProgressJson.StepJson> made,
            List<ProgressJson.StepJson> removed) {
        static ChapterJson of(Chapter chapter) {
            return new ChapterJson(
                    chapter.host(),
                    chapter.deployment().givenUp(),
                    chapter.deployment().state(),
                    chapter.deployment().cause(),
                    chapter.deployment().incident(),
                    chapter.changes(),
                    chapter.made().stream().map(ProgressJson.StepJson::of).toList(),
                    chapter.removed().stream().map(ProgressJson.StepJson::of).toList());
        }
    }

    @GetMapping("/api/v1/bookings/{id}/history")
    @Operation(
            summary = "Who, when, where, what, how long",
            description =
                    "One part per host that was tried, the first one first; it stays when everything else is gone.")
    List<ChapterJson> history(@PathVariable UUID id, Person person) {
        BookingView booking = desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
        return chronicle.of(booking.id()).stream().map(ChapterJson::of).toList();
    }
}
