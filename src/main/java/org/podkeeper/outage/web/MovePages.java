package org.podkeeper.outage.web;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.inventory.HostId;
import org.podkeeper.outage.OutageDesk;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Accepting another place for a booking that an outage hits. */
@Controller
class MovePages {
    private final OutageDesk desk;
    private final BookingDesk bookings;
    private final Words words;

    MovePages(OutageDesk desk, BookingDesk bookings, Words words) {
        this.desk = desk;
        this.bookings = bookings;
        this.words = words;
    }

    /**
     * Accepts a place that the page proposed.
     *
     * @param disks whether the disks of what runs are kept
     */
    @PostMapping("/bookings/{id}/move")
    String move(
            @PathVariable UUID id,
            @RequestParam(required = false) OtherPlace.@Nullable Kind kind,
            @RequestParam(required = false) @Nullable UUID host,
            @RequestParam(required = false) @Nullable Instant start,
            @RequestParam(defaultValue = "false") boolean disks,
            Person person,
            RedirectAttributes flash) {
        BookingView booking = bookings.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
        OutageDesk.Wish wish =
                kind == null || host == null ? null : new OutageDesk.Wish(kind, new HostId(host), start, disks);
        return switch (desk.accept(booking.id(), wish, person)) {
            case OutageDesk.Answer.Moved(BookingView moved) -> {
                boolean same = moved.id().equals(booking.id());
                flash.addFlashAttribute(
                        "notice",
                        same
                                ? words.say("moved", String.valueOf(moved.number()))
                                : words.say(
                                        "goesOn", String.valueOf(booking.number()), String.valueOf(moved.number())));
                yield "redirect:/bookings/" + moved.id();
            }
            case OutageDesk.Answer.Stale stale -> {
                flash.addFlashAttribute("problem", words.say(stale.now() == null ? "notHit" : "stale"));
                yield "redirect:/bookings/" + id + "#outage";
            }
        };
    }
}
