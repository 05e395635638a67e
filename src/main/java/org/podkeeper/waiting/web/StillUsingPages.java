package org.podkeeper.waiting.web;

import java.util.Locale;
import java.util.UUID;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingId;
import org.podkeeper.waiting.Questions;
import org.podkeeper.web.Times;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The answer of who still needs a pod; returning it is ending it. */
@Controller
class StillUsingPages {
    private final Questions questions;
    private final MessageSource messages;
    private final Times times;

    StillUsingPages(Questions questions, MessageSource messages, Times times) {
        this.questions = questions;
        this.messages = messages;
        this.times = times;
    }

    @PostMapping("/bookings/{id}/still-using")
    String needed(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        var until = questions.needed(new BookingId(id), person);
        flash.addFlashAttribute(
                "notice",
                messages.getMessage("waiting.stillUsing.needed", new Object[] {times.at(until)}, Locale.ENGLISH));
        return "redirect:/bookings/" + id;
    }
}
