package org.podkeeper.provisioning.web;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.TeamId;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Grade;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Sharing;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Times;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who else may do what with a booking. Its place is the booking's page. */
@Controller
@RequestMapping("/bookings/{id}")
class SharingPages {
    private final BookingDesk desk;
    private final Sharing sharing;
    private final RefusalText refusals;
    private final MessageSource messages;
    private final Times times;

    SharingPages(BookingDesk desk, Sharing sharing, RefusalText refusals, MessageSource messages, Times times) {
        this.desk = desk;
        this.sharing = sharing;
        this.refusals = refusals;
        this.messages = messages;
        this.times = times;
    }

    @PostMapping("/people")
    String allow(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String userName,
            @RequestParam(required = false) @Nullable Grade grade,
            Person person,
            RedirectAttributes flash) {
        List<Refusal> reasons = sharing.allow(visible(id, person).id(), userName, grade, person);
        if (reasons.isEmpty()) {
            flash.addFlashAttribute("notice", say("allowed." + grade, userName));
            return "redirect:/bookings/" + id + "#people";
        }
        flash.addFlashAttribute("shareName", userName);
        flash.addFlashAttribute("shareProblems", inWords(reasons));
        return "redirect:/bookings/" + id + "#people";
    }

    @PostMapping("/owner")
    String handOver(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String userName,
            @RequestParam(defaultValue = "false") boolean stays,
            Person person,
            RedirectAttributes flash) {
        List<Refusal> reasons = sharing.handOver(visible(id, person).id(), userName, stays, person);
        if (reasons.isEmpty()) {
            flash.addFlashAttribute("notice", say("handedOver", userName));
            return back(id, person);
        }
        flash.addFlashAttribute("newOwner", userName);
        flash.addFlashAttribute("newOwnerProblems", inWords(reasons));
        return "redirect:/bookings/" + id + "#hand-over";
    }

    @PostMapping("/team")
    String giveTo(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID team,
            Person person,
            RedirectAttributes flash) {
        List<Refusal> reasons =
                sharing.giveTo(visible(id, person).id(), team == null ? null : new TeamId(team), person);
        if (!reasons.isEmpty()) {
            flash.addFlashAttribute("problem", String.join(" ", inWords(reasons)));
        }
        return back(id, person);
    }

    private List<String> inWords(List<Refusal> reasons) {
        return reasons.stream().map(reason -> refusals.of(reason, times.zone())).toList();
    }

    /** Who may not see it any more goes on to their own. */
    private String back(UUID id, Person person) {
        return desk.find(new BookingId(id), person).isPresent()
                ? "redirect:/bookings/" + id + "#people"
                : "redirect:/bookings";
    }

    @PostMapping("/people/remove")
    String remove(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String userName,
            Person person,
            RedirectAttributes flash) {
        boolean leaves = person.userName().equals(userName);
        boolean removed = sharing.remove(visible(id, person).id(), userName, person);
        if (removed) {
            flash.addFlashAttribute("notice", say(leaves ? "left" : "removed", userName));
        }
        return back(id, person);
    }

    private String say(String code, @Nullable String userName) {
        return messages.getMessage("booking.people." + code, new Object[] {String.valueOf(userName)}, Locale.ENGLISH);
    }

    private BookingView visible(UUID id, Person person) {
        return desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
    }
}
