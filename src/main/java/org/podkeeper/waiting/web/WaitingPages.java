package org.podkeeper.waiting.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.waiting.WaitingList;
import org.podkeeper.waiting.WaitingList.Answer;
import org.podkeeper.waiting.WaitingSettings;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishId;
import org.podkeeper.waiting.WishMove;
import org.podkeeper.waiting.WishState;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Times;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What a person waits for, and what is offered. */
@Controller
@RequestMapping("/waiting")
class WaitingPages {
    private static final String HERE = "redirect:/waiting/";
    private static final String SHOW = "waiting/show";

    private final WaitingList list;
    private final WaitingSettings settings;
    private final RefusalText refusals;
    private final MessageSource messages;
    private final Times times;
    private final Names names;

    /** Where the names of things are looked up. */
    @org.springframework.stereotype.Component("namesForTheWaitingList")
    record Names(Catalog catalog, Inventory inventory, BookingDesk desk) {}

    WaitingPages(
            WaitingList list,
            WaitingSettings settings,
            RefusalText refusals,
            MessageSource messages,
            Times times,
            Names names) {
        this.list = list;
        this.settings = settings;
        this.refusals = refusals;
        this.messages = messages;
        this.times = times;
        this.names = names;
    }

    @GetMapping
    String list(Person person, Model model) {
        List<WishRow> rows = list.of(person.id()).stream().map(this::row).toList();
        model.addAttribute(
                "waiting",
                rows.stream().filter(row -> row.it().state().isOpen()).toList());
        model.addAttribute(
                "over", rows.stream().filter(row -> !row.it().state().isOpen()).toList());
        model.addAttribute("most", settings.perPerson());
        return "waiting/list";
    }

    /** One click after a refusal: what was typed into the booking form is waited for. */
    @PostMapping
    String join(@ModelAttribute("wish") WishForm form, BindingResult errors, Person person, RedirectAttributes flash) {
        if (errors.hasErrors()) {
            flash.addFlashAttribute("problem", say("unreadable"));
            return "redirect:/waiting";
        }
        return switch (list.join(form.wish(times.zone()), person)) {
            case Answer.Listed(var wish) -> {
                flash.addFlashAttribute("notice", say("joined", String.valueOf(wish.number())));
                yield HERE + wish.id();
            }
            case Answer.Refused(var reasons) -> {
                flash.addFlashAttribute("problem", inWords(reasons));
                yield "redirect:/waiting";
            }
        };
    }

    /** @param shown the state that an open page shows: when it is another by now, the whole page is asked for */
    @GetMapping("/{id}")
    String show(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable WishState shown,
            Person person,
            Model model,
            HttpServletResponse response) {
        Wish wish = mine(id, person);
        if (shown != null && shown != wish.state()) {
            response.setHeader("HX-Refresh", "true");
        }
        model.addAttribute("form", WishChangeForm.of(wish, times.zone()));
        return fill(model, wish);
    }

    private String fill(Model model, Wish wish) {
        model.addAttribute("row", row(wish));
        List<WishMove> history = list.history(wish.id());
        model.addAttribute("history", history);
        model.addAttribute("removed", wish.state() == WishState.REMOVED ? history.getLast() : null);
        model.addAttribute("offers", settings.offers());
        model.addAttribute("mayChange", wish.state() == WishState.WAITING);
        return SHOW;
    }

    @PostMapping("/{id}")
    String change(
            @PathVariable UUID id,
            @ModelAttribute("form") WishChangeForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        Wish wish = mine(id, person);
        if (!errors.hasErrors()) {
            switch (list.change(wish.id(), form.change(wish, times.zone()), person)) {
                case Answer.Listed listed -> {
                    flash.addFlashAttribute("notice", say("changed"));
                    return HERE + id;
                }
                case Answer.Refused(var reasons) -> reasons.forEach(reason -> say(reason, errors));
            }
        }
        return fill(model, mine(id, person));
    }

    @PostMapping("/{id}/leave")
    String leave(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        list.leave(new WishId(id), person);
        flash.addFlashAttribute("notice", say("left"));
        return "redirect:/waiting";
    }

    @PostMapping("/{id}/decline")
    String decline(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        list.decline(new WishId(id), person);
        flash.addFlashAttribute("notice", say("declined"));
        return HERE + id;
    }

    @PostMapping("/{id}/take")
    String take(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        return switch (list.take(new WishId(id), person)) {
            case Verdict.Booked(var booking) -> "redirect:/bookings/" + booking.id();
            case Verdict.Refused(var reasons) -> {
                flash.addFlashAttribute("problem", inWords(reasons));
                yield HERE + id;
            }
        };
    }

    private void say(Refusal reason, BindingResult errors) {
        String text = refusals.of(reason, times.zone());
        if (reason.field().equals("state")) {
            errors.reject(reason.code(), text);
        } else {
            errors.rejectValue(reason.field(), reason.code(), text);
        }
    }

    private WishRow row(Wish wish) {
        Wish.Offer offer = wish.offer();
        return new WishRow(
                wish,
                names.catalog().pod(wish.pod()).map(Pod::name).orElse(wish.podKey()),
                names.catalog().config(wish.config()).map(Config::name).orElse("–"),
                list.standing(wish).orElse(null),
                offer == null || offer.host() == null
                        ? null
                        : names.inventory()
                                .host(offer.host())
                                .map(KvmHost::name)
                                .orElse(null),
                wish.booking() == null
                        ? null
                        : names.desk()
                                .find(wish.booking())
                                .map(BookingView::number)
                                .orElse(null));
    }

    private Wish mine(UUID id, Person person) {
        return list.find(new WishId(id), person).orElseThrow(() -> new NotFound("Wish " + id));
    }

    private String inWords(List<Refusal> reasons) {
        return String.join(
                " ",
                reasons.stream()
                        .map(reason -> refusals.of(reason, times.zone()))
                        .toList());
    }

    private String say(String code, Object... arguments) {
        return messages.getMessage("waiting." + code, arguments, Locale.ENGLISH);
    }
}
