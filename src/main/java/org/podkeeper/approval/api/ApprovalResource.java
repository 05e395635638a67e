package org.podkeeper.approval.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.approval.Approval;
import org.podkeeper.approval.ApprovalId;
import org.podkeeper.approval.ApprovalState;
import org.podkeeper.approval.Approvals;
import org.podkeeper.approval.Decision;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.web.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Requests beyond limits, for programs: the same front door, the same rules. */
@RestController
@RequestMapping("/api/v1/approvals")
@Tag(name = "Approvals", description = "What is asked for beyond limits")
class ApprovalResource {
    private final Approvals approvals;
    private final RefusalText refusals;

    ApprovalResource(Approvals approvals, RefusalText refusals) {
        this.approvals = approvals;
        this.refusals = refusals;
    }

    record AnswerJson(
            @Schema(description = "for who asked; needed when it is denied") @Nullable
            String answer) {}

    record ApprovalJson(
            UUID id,
            long number,
            ApprovalState state,
            Instant askedAt,
            String why,

            @Schema(description = "what it was refused with")
            String refused,

            @Schema(description = "version of the Pod that is wanted; null for a later end") @Nullable
            UUID pod,

            @Schema(description = "when it is wanted; null for as soon as it is approved") @Nullable
            Instant start,

            @Schema(description = "booking that is to end later; null for a new one") @Nullable
            UUID extendsBooking,

            @Nullable Instant until,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            String answer,

            @Schema(description = "what came of it") @Nullable
            UUID booking) {
        static ApprovalJson of(Approval approval) {
            BookingRequest wanted = approval.wanted();
            Approval.Extension extension = approval.extension();
            return new ApprovalJson(
                    approval.id().value(),
                    approval.number(),
                    approval.state(),
                    approval.askedAt(),
                    approval.why(),
                    approval.refused(),
                    wanted == null ? null : wanted.pod().value(),
                    wanted == null ? null : wanted.start(),
                    extension == null ? null : extension.booking().value(),
                    extension == null ? null : extension.until(),
                    approval.decidedBy(),
                    approval.decidedAt(),
                    approval.answer(),
                    approval.booking() == null ? null : approval.booking().value());
        }
    }

    @GetMapping
    @Operation(
            summary = "List requests",
            description = "Your own, the latest first; with everybody=true all that wait and are yours to decide.")
    List<ApprovalJson> list(@RequestParam(defaultValue = "false") boolean everybody, Person person) {
        List<Approval> found = everybody ? approvals.open(person) : approvals.of(person.id());
        return found.stream().map(ApprovalJson::of).toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a request")
    ApprovalJson read(@PathVariable UUID id, Person person) {
        return ApprovalJson.of(visible(id, person));
    }

    @PostMapping("/{id}/approve")
    @Operation(summary = "Agree", description = "Books or extends, if there is room.")
    @ApiResponse(responseCode = "409", description = "Decided before")
    @ApiResponse(responseCode = "422", description = "Not possible now, with the reasons; it goes on waiting")
    ApprovalJson approve(@PathVariable UUID id, @RequestBody AnswerJson asked, Person person) {
        return made(approvals.approve(visible(id, person).id(), answer(asked), person), person);
    }

    @PostMapping("/{id}/deny")
    @Operation(summary = "Do not agree")
    @ApiResponse(responseCode = "409", description = "Decided before")
    ApprovalJson deny(@PathVariable UUID id, @RequestBody AnswerJson asked, Person person) {
        return made(approvals.deny(visible(id, person).id(), answer(asked), person), person);
    }

    @PostMapping("/{id}/withdraw")
    @Operation(summary = "Take a request of yours back")
    @ApiResponse(responseCode = "409", description = "Decided before")
    ApprovalJson withdraw(@PathVariable UUID id, Person person) {
        Approval approval = visible(id, person);
        if (!approval.askedBy().equals(person.id())) {
            throw new NotFound("Request " + id);
        }
        return made(approvals.withdraw(approval.id(), person), person);
    }

    private ApprovalJson made(Decision decision, Person reader) {
        return switch (decision) {
            case Decision.Made(var approval) -> ApprovalJson.of(approval);
            case Decision.TooLate(var approval) ->
                throw problem(HttpStatus.CONFLICT, "This request is " + approval.state() + " already.");
            case Decision.Impossible(var reasons) ->
                throw problem(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        reasons.stream()
                                .map(reason -> refusals.of(reason, reader.timeZone()))
                                .collect(Collectors.joining(" ")));
        };
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    private static String answer(AnswerJson asked) {
        return asked.answer() == null ? "" : asked.answer();
    }

    private Approval visible(UUID id, Person person) {
        return approvals.find(new ApprovalId(id), person).orElseThrow(() -> new NotFound("Request " + id));
    }
}
