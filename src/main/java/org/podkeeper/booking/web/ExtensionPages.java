package org.podkeeper.booking.web;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.Asking;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Extensions;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Verdict;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Times;
import org.springframework.context.MessageSource;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Lets a booking end later or earlier. Its place is the booking's page. */
@Controller
class ExtensionPages {
    private final BookingDesk desk;
    private final Extensions extensions;
    private final Asking asking;
    private final RefusalText refusals;
    private final MessageSource messages;
    private final Times times;

    ExtensionPages(
            BookingDesk desk,
            Extensions extensions,
            Asking asking,
            RefusalText refusals,
            MessageSource messages,
            Times times) {
        this.desk = desk;
        this.extensions = extensions;
        this.asking = asking;
        this.refusals = refusals;
        this.messages = messages;
        this.times = times;
    }

    /**
     * Moves the end.
     *
     * @param at seconds since 1970, from the slider; counts before {@code until}, which is ambiguous once a year
     * @param until in the reader's time zone
     * @param seen the end that the page showed
     * @param ask whether it goes to the lab admins when only limits are in the way
     */
    @PostMapping("/bookings/{id}/move-end")
    String moveEnd(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Long at,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable
                    LocalDateTime until,
            @RequestParam(required = false) @Nullable Instant seen,
            @RequestParam(defaultValue = "") String why,
            @RequestParam(defaultValue = "false") boolean ask,
            Person person,
            RedirectAttributes flash) {
        BookingView booking = desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
        Instant was = booking.window().end();
        Instant end = at != null ? Instant.ofEpochSecond(at) : until == null ? null : instant(until);
        if (was.truncatedTo(ChronoUnit.MINUTES).equals(end)) {
            end = was; // the field shows no seconds
        }
        if (ask && end != null) {
            switch (asking.forEnd(booking.id(), end, why, person)) {
                case Asking.Asked.Waits(var request) -> {
                    flash.addFlashAttribute(
                            "notice", messages.getMessage("booking.extend.asked", null, Locale.ENGLISH));
                    return "redirect:/bookings/requests/" + request;
                }
                case Asking.Asked.NoNeed() -> {}
                case Asking.Asked.Refused(List<Refusal> reasons) -> {
                    offer(booking, end, person, flash);
                    return refused(booking, words(reasons), flash);
                }
            }
        }
        return switch (extensions.moveEnd(booking.id(), end, seen, why, person)) {
            case Verdict.Booked(var moved) -> {
                String code = moved.window().end().isBefore(was) ? "shortened" : "extended";
                flash.addFlashAttribute(
                        "notice",
                        messages.getMessage(
                                "booking.extend." + code,
                                new Object[] {
                                    String.valueOf(moved.number()),
                                    times.at(moved.window().end())
                                },
                                Locale.ENGLISH));
                yield "redirect:/bookings/" + id;
            }
            case Verdict.Refused(List<Refusal> reasons) -> {
                flash.addFlashAttribute("extendWhy", why);
                if (end != null) {
                    offer(booking, end, person, flash);
                }
                yield refused(booking, words(reasons), flash);
            }
        };
    }

    /** What only limits are in the way of can be asked for. */
    private void offer(BookingView booking, Instant end, Person person, RedirectAttributes flash) {
        List<Refusal> reasons = extensions.judge(booking, end, person);
        if (new Verdict.Refused(reasons).isByLimits()) {
            flash.addFlashAttribute("extendAsk", end);
        }
    }

    private List<String> words(List<Refusal> reasons) {
        return reasons.stream().map(reason -> refusals.of(reason, times.zone())).toList();
    }

    private Instant instant(LocalDateTime local) {
        return local.atZone(times.zone()).toInstant();
    }

    private static String refused(BookingView booking, List<String> why, RedirectAttributes flash) {
        flash.addFlashAttribute("extendProblems", why);
        return "redirect:/bookings/" + booking.id() + "#extend";
    }
}
