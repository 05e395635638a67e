package org.podkeeper.provisioning.web;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.provisioning.Asked;
import org.podkeeper.provisioning.NewOperation;
import org.podkeeper.provisioning.OperationKind;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.SnapshotId;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The buttons of a pod that stands: power, reset, snapshots. Their place is the booking's page. */
@Controller
class OperationPages {
    private final BookingDesk desk;
    private final Operator operator;

    OperationPages(BookingDesk desk, Operator operator) {
        this.desk = desk;
        this.operator = operator;
    }

    @PostMapping("/bookings/{id}/operations")
    String ask(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable OperationKind kind,
            @RequestParam(required = false) @Nullable String node,
            @RequestParam(required = false) @Nullable UUID snapshot,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable UUID medium,
            Person person,
            RedirectAttributes flash) {
        var booking = desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
        var asked = new NewOperation(
                kind,
                node == null || node.isEmpty() ? null : node,
                snapshot == null ? null : new SnapshotId(snapshot),
                name,
                medium == null ? null : new ImageId(medium));
        switch (operator.ask(booking.id(), asked, person)) {
            case Asked.Accepted accepted -> {}
            case Asked.Refused(String field, String code, String why) -> {
                boolean ofASnapshot = field.equals("name") && kind == OperationKind.TAKE_SNAPSHOT;
                flash.addFlashAttribute(ofASnapshot ? "nameProblem" : "problem", why);
                if (ofASnapshot) {
                    flash.addFlashAttribute("name", name);
                }
            }
        }
        return "redirect:/bookings/" + id + (kind == OperationKind.TAKE_SNAPSHOT ? "#snapshots" : "");
    }
}
