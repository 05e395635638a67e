package org.podkeeper.outage.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.outage.Announcement;
import org.podkeeper.outage.AnnouncementId;
import org.podkeeper.outage.Announcements;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sentences at the top of every page. */
@RestController
@RequestMapping("/api/v1/announcements")
@Tag(name = "Outages")
class AnnouncementResource {
    private final Announcements announcements;
    private final Inventory inventory;
    private final MessageSource messages;

    AnnouncementResource(Announcements announcements, Inventory inventory, MessageSource messages) {
        this.announcements = announcements;
        this.inventory = inventory;
        this.messages = messages;
    }

    record NewAnnouncementJson(
            @Nullable String text,
            @Nullable Boolean warns,

            @Schema(description = "for people with bookings in that lab; left out for everybody") @Nullable
            UUID lab,

            @Schema(description = "a path of the portal, or an address on the web") @Nullable
            String link,

            @Schema(description = "left out for now") @Nullable
            Instant start,

            @Nullable Instant end) {}

    record AnnouncementJson(
            UUID id,
            String text,
            boolean warns,
            @Nullable UUID lab,
            @Nullable String link,
            Instant start,
            Instant end) {
        static AnnouncementJson of(Announcement it) {
            return new AnnouncementJson(
                    it.id().value(),
                    it.text(),
                    it.warns(),
                    it.lab() == null ? null : it.lab().value(),
                    it.link(),
                    it.window().start(),
                    it.window().end());
        }
    }

    @GetMapping
    @Operation(summary = "What is announced to you now", description = "Without what you have hidden.")
    List<AnnouncementJson> mine(Person person) {
        return announcements.shownTo(person.id()).stream()
                .map(AnnouncementJson::of)
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasRole('LAB_ADMIN')")
    @Operation(summary = "Publish an announcement")
    @ApiResponse(responseCode = "422", description = "Refused; the problem lists every reason")
    AnnouncementJson publish(@RequestBody NewAnnouncementJson asked, Person person) {
        LabId lab = asked.lab() == null ? null : new LabId(asked.lab());
        if (lab != null && inventory.lab(lab).isEmpty()) {
            throw new OutageRefused(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    List.of(new OutageRefused.Reason("lab", "hosts", "There is no such lab.")));
        }
        Announcements.Outcome outcome = announcements.publish(
                new Announcements.Draft(
                        lab,
                        Boolean.TRUE.equals(asked.warns()),
                        asked.text() == null ? "" : asked.text(),
                        asked.link(),
                        asked.start(),
                        asked.end()),
                person);
        if (outcome.published() == null) {
            throw new OutageRefused(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    outcome.problems().stream()
                            .map(one -> new OutageRefused.Reason(
                                    one.field(),
                                    one.code(),
                                    messages.getMessage(
                                            "outage.announcement.refused." + one.code(), null, Locale.ENGLISH)))
                            .toList());
        }
        return AnnouncementJson.of(outcome.published());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasRole('LAB_ADMIN')")
    @Operation(summary = "Withdraw an announcement")
    void withdraw(@PathVariable UUID id) {
        announcements.withdraw(new AnnouncementId(id));
    }
}
