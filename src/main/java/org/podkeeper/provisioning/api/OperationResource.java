package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.provisioning.Asked;
import org.podkeeper.provisioning.DeploymentId;
import org.podkeeper.provisioning.NewOperation;
import org.podkeeper.provisioning.OperationId;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.Provisioning;
import org.podkeeper.provisioning.SnapshotId;
import org.podkeeper.web.NotFound;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is done with a pod that stands, for programs: the same front door, the same rules. */
@RestController
@RequestMapping("/api/v1/bookings/{id}")
@Tag(name = "Pods in use", description = "Power, reset and snapshots")
class OperationResource {
    private final BookingDesk desk;
    private final Provisioning provisioning;
    private final Operator operator;

    OperationResource(BookingDesk desk, Provisioning provisioning, Operator operator) {
        this.desk = desk;
        this.provisioning = provisioning;
        this.operator = operator;
    }

    @PostMapping("/operations")
    @Operation(
            summary = "Do something with the machines",
            description =
                    "START, SHUT_DOWN, SWITCH_OFF, RESTART, POWER_CYCLE, RESET of one machine or all;"
                            + " TAKE_SNAPSHOT, RESTORE_SNAPSHOT, DELETE_SNAPSHOT; SAVE_IMAGE of one machine, whose id is then the image's; INSERT_MEDIUM and EJECT_MEDIUM of one machine. One at a time on each pod.")
    @ApiResponse(responseCode = "202", description = "It will be done; Location tells how far it is")
    @ApiResponse(responseCode = "422", description = "Refused, with the reason and the field it is about")
    ResponseEntity<OperationJson> ask(@PathVariable UUID id, @RequestBody NewOperationJson asked, Person person) {
        BookingView booking = visible(id, person);
        var operation = new NewOperation(
                asked.kind(),
                asked.machine(),
                asked.snapshot() == null ? null : new SnapshotId(asked.snapshot()),
                asked.name(),
                asked.medium() == null ? null : new ImageId(asked.medium()));
        return switch (operator.ask(booking.id(), operation, person)) {
            case Asked.Accepted(OperationId accepted) ->
                ResponseEntity.accepted()
                        .location(URI.create("/api/v1/bookings/" + id + "/operations/" + accepted))
                        .body(OperationJson.of(operator.find(accepted).orElseThrow()));
            case Asked.Refused(String field, String code, String why) ->
                throw new OperationRefused(field.equals("node") ? "machine" : field, code, why);
        };
    }

    @GetMapping("/operations")
    @Operation(summary = "What was done with the pod", description = "The latest first, 20 at most.")
    List<OperationJson> list(@PathVariable UUID id, Person person) {
        return operator.latest(deploymentOf(visible(id, person))).stream()
                .map(OperationJson::of)
                .toList();
    }

    @GetMapping("/operations/{operation}")
    @Operation(summary = "How far an operation is")
    OperationJson read(@PathVariable UUID id, @PathVariable UUID operation, Person person) {
        DeploymentId deployment = deploymentOf(visible(id, person));
        OperationView found = operator.find(new OperationId(operation))
                .filter(one -> one.deployment().equals(deployment))
                .orElseThrow(() -> new NotFound("Operation " + operation));
        return OperationJson.of(found);
    }

    @GetMapping("/snapshots")
    @Operation(summary = "The pod's snapshots", description = "Oldest first.")
    List<SnapshotJson> snapshots(@PathVariable UUID id, Person person) {
        return operator.snapshots(deploymentOf(visible(id, person))).stream()
                .map(one -> new SnapshotJson(
                        one.id().value(), one.name(), one.whole(), one.takenAt(), one.takenBy(), one.bytes()))
                .toList();
    }

    private DeploymentId deploymentOf(BookingView booking) {
        return provisioning.of(booking.id()).orElseThrow().id();
    }

    private BookingView visible(UUID id, Person person) {
        return desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
    }
}
