package org.podkeeper.provisioning.web;

import java.util.Locale;
import java.util.UUID;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.provisioning.HelpDesk;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Owners ask lab admins about a booking; these answer. */
@Controller
@RequestMapping("/bookings/{id}")
class AskPages {
    private final BookingDesk desk;
    private final HelpDesk help;
    private final MessageSource messages;

    AskPages(BookingDesk desk, HelpDesk help, MessageSource messages) {
        this.desk = desk;
        this.help = help;
        this.messages = messages;
    }

    @PostMapping("/ask-admin")
    String ask(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        boolean asked = help.ask(visible(id, person).id(), person);
        flash.addFlashAttribute("notice", say(asked ? "asked" : "askedBefore"));
        return "redirect:/bookings/" + id + "#help";
    }

    @PostMapping("/answer")
    @PreAuthorize("hasRole('LAB_ADMIN')")
    String answer(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String answer,
            Person person,
            RedirectAttributes flash) {
        boolean answered = help.answer(visible(id, person).id(), answer, person);
        flash.addFlashAttribute(answered ? "notice" : "problem", say(answered ? "answered" : "notAnswered"));
        return "redirect:/bookings/" + id + "#help";
    }

    private String say(String code) {
        return messages.getMessage("provisioning.help." + code, null, Locale.ENGLISH);
    }

    private BookingView visible(UUID id, Person person) {
        return desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
    }
}
