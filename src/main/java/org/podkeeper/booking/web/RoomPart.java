package org.podkeeper.booking.web;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.TeamId;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The part of the booking form that says what is left, again when another team is chosen. */
@Controller
class RoomPart {
    private final Room room;
    private final Catalog catalog;

    RoomPart(Room room, Catalog catalog) {
        this.room = room;
        this.catalog = catalog;
    }

    /** @param pod key of the Pod, the first one when there is no such */
    @GetMapping("/bookings/room")
    String room(
            @RequestParam(defaultValue = "") String pod,
            @RequestParam(required = false) @Nullable UUID team,
            Person person,
            Model model) {
        Pod chosen = catalog.newestPod(pod)
                .or(() -> catalog.pods().stream().findFirst())
                .orElseThrow(() -> new NotFound("Pod " + pod));
        TeamId of = team == null ? null : new TeamId(team);
        model.addAttribute(
                "room",
                room.of(
                        person,
                        of != null
                                        && room.teams(person).stream()
                                                .anyMatch(one -> one.id().equals(of))
                                ? of
                                : null,
                        chosen));
        return "booking/room :: room";
    }
}
