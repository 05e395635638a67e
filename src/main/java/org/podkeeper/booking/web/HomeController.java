package org.podkeeper.booking.web;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.Asking;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.PodId;
import org.podkeeper.web.Times;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The home page: what is free, and the form that books it. */
@Controller
class HomeController {
    private static final String HOME = "booking/home";
    /** Refusals that are about no control of the form. */
    private static final List<String> ABOUT_EVERYTHING = List.of("keys", "idempotencyKey", "quota");

    private final HomePage page;
    private final BookingDesk desk;
    private final Asking asking;
    private final RefusalText refusals;
    private final Catalog catalog;
    private final Times times;

    HomeController(HomePage page, BookingDesk desk, Asking asking, RefusalText refusals, Catalog catalog, Times times) {
        this.page = page;
        this.desk = desk;
        this.asking = asking;
        this.refusals = refusals;
        this.catalog = catalog;
        this.times = times;
    }

    @GetMapping("/")
    String home(
            @RequestParam @Nullable String pod,
            @RequestParam(required = false) @Nullable UUID from,
            @RequestParam @Nullable String at,
            @RequestParam @Nullable String length,
            @RequestParam @Nullable String unit,
            @Nullable Person person,
            Model model) {
        page.show(model, pod, HomePage.Wish.of(from, at, length, unit), person, times.zone());
        return HOME;
    }

    /**
     * Books, or asks for what is beyond a limit.
     *
     * @param ask whether it goes to the lab admins when only limits are in the way
     * @param askWhy the reason, for them
     */
    @PostMapping("/bookings")
    String book(
            @ModelAttribute("form") BookingForm form,
            BindingResult errors,
            @RequestParam(defaultValue = "false") boolean ask,
            @RequestParam(defaultValue = "") String askWhy,
            Person person,
            Model model,
            RedirectAttributes flash) {
        if (!errors.hasErrors()) {
            if (ask) {
                switch (asking.forBooking(form.request(times.zone()), askWhy, person)) {
                    case Asking.Asked.Waits(var request) -> {
                        return "redirect:/bookings/requests/" + request;
                    }
                    case Asking.Asked.NoNeed() -> {}
                    case Asking.Asked.Refused(var reasons) ->
                        reasons.stream()
                                .filter(reason -> reason.field().equals("why"))
                                .forEach(reason -> model.addAttribute("askProblem", refusals.of(reason, times.zone())));
                }
            }
            switch (desk.book(form.request(times.zone()), person)) {
                case Verdict.Booked(var booking) -> {
                    return "redirect:/bookings/" + booking.id();
                }
                case Verdict.Refused refused -> {
                    refused.reasons().forEach(reason -> say(reason, errors));
                    model.addAttribute("mayAsk", refused.isByLimits());
                    if (refused.isForWantOfRoom()) {
                        page.offerOtherTimes(model, form.request(times.zone()));
                    }
                }
            }
        }
        page.show(model, podKey(form), HomePage.Wish.NONE, person, times.zone());
        return HOME;
    }

    private void say(Refusal reason, BindingResult errors) {
        String text = refusals.of(reason, times.zone());
        if (ABOUT_EVERYTHING.contains(reason.field())) {
            errors.reject(reason.code(), text);
        } else {
            errors.rejectValue(reason.field(), reason.code(), text);
        }
    }

    private @Nullable String podKey(BookingForm form) {
        return form.pod() == null
                ? null
                : catalog.pod(new PodId(form.pod())).map(Pod::key).orElse(null);
    }
}
