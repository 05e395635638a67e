package org.podkeeper.provisioning.web;

import java.util.UUID;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Extensions;
import org.podkeeper.provisioning.Chronicle;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What was done for a booking, on which hosts, also long after it. */
@Controller
class HistoryPages {
    private final BookingDesk desk;
    private final Chronicle chronicle;
    private final Extensions extensions;

    HistoryPages(BookingDesk desk, Chronicle chronicle, Extensions extensions) {
        this.desk = desk;
        this.extensions = extensions;
        this.chronicle = chronicle;
    }

    @GetMapping("/bookings/{id}/history")
    String show(@PathVariable UUID id, Person person, Model model) {
        BookingView booking = desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
        model.addAttribute("booking", booking);
        model.addAttribute("changes", extensions.changes(booking.id()));
        model.addAttribute("chapters", chronicle.of(booking.id()));
        return "provisioning/history";
    }
}
