package org.podkeeper.waiting.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.waiting.Usher;
import org.podkeeper.waiting.Usher.Waiter;
import org.podkeeper.waiting.WaitingList.Answer;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishId;
import org.podkeeper.waiting.WishState;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Option;
import org.podkeeper.web.Times;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who waits, for lab admins. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class WaitersPages {
    private static final String PAGE = "waiting/all";

    private final Usher usher;
    private final Names names;
    private final RefusalText refusals;
    private final MessageSource messages;
    private final Times times;

    /** Where the names of things are looked up. */
    @org.springframework.stereotype.Component("namesForTheUsher")
    record Names(People people, Catalog catalog, Inventory inventory) {}

    WaitersPages(Usher usher, Names names, RefusalText refusals, MessageSource messages, Times times) {
        this.usher = usher;
        this.names = names;
        this.refusals = refusals;
        this.messages = messages;
        this.times = times;
    }

    /**
     * Somebody who waits, with what people call things.
     *
     * @param lab where, or null for wherever there is room
     * @param host where something is offered, or null
     */
    record WaiterRow(
            Waiter it,
            WishRow wish,
            String who,
            String userName,
            @Nullable String lab) {}

    /**
     * A reason that cannot be taken, beside the field it was typed into.
     *
     * @param wish whose row it was
     */
    record Wrong(WishId wish, String typed, String problem) {}

    @GetMapping("/waiting/all")
    String everybody(@RequestParam(required = false) @Nullable UUID lab, Person person, Model model) {
        return fill(lab, person, model);
    }

    @PostMapping("/waiting/{id}/remove")
    Object remove(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(required = false) @Nullable UUID lab,
            Person person,
            Model model,
            RedirectAttributes flash) {
        var wish = new WishId(id);
        switch (usher.remove(wish, reason, person)) {
            case Answer.Listed(var removed) ->
                flash.addFlashAttribute(
                        "notice", say("removed", nameOf(removed.person()), String.valueOf(removed.number())));
            case Answer.Refused(var reasons) -> {
                String problem = refusals.of(reasons.getFirst(), times.zone());
                if (reasons.getFirst().field().equals("reason")) {
                    model.addAttribute("wrong", new Wrong(wish, reason, problem));
                    var answer = new ModelAndView(fill(lab, person, model));
                    answer.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
                    return answer;
                }
                flash.addFlashAttribute("problem", problem);
            }
        }
        return "redirect:/waiting/all" + (lab == null ? "" : "?lab=" + lab);
    }

    private String fill(@Nullable UUID lab, Person reader, Model model) {
        LabId of = lab == null ? null : new LabId(lab);
        List<Lab> labs = names.inventory().labs();
        Map<LabId, String> labNames = labs.stream().collect(Collectors.toMap(Lab::id, Lab::name));
        if (of != null && !labNames.containsKey(of)) {
            throw new NotFound("Lab " + lab);
        }
        List<Waiter> waiters = usher.everybody(of, reader);
        model.addAttribute("rows", rows(waiters, labNames));
        model.addAttribute(
                "offered",
                waiters.stream()
                        .filter(waiter -> waiter.wish().state() == WishState.OFFERED)
                        .count());
        model.addAttribute("lab", lab);
        model.addAttribute("labName", of == null ? null : labNames.get(of));
        var options = new ArrayList<Option>();
        options.add(new Option("", say("all.everyLab")));
        labs.forEach(one -> options.add(new Option(one.id().toString(), one.name())));
        model.addAttribute("labs", options);
        return PAGE;
    }

    private List<WaiterRow> rows(List<Waiter> waiters, Map<LabId, String> labs) {
        Map<PersonId, Person> people =
                names
                        .people()
                        .find(waiters.stream()
                                .map(waiter -> waiter.wish().person())
                                .distinct()
                                .toList())
                        .stream()
                        .collect(Collectors.toMap(Person::id, Function.identity()));
        Map<HostId, String> hosts =
                names.inventory().hosts().stream().collect(Collectors.toMap(KvmHost::id, KvmHost::name));
        return waiters.stream()
                .map(waiter -> {
                    Wish wish = waiter.wish();
                    Person person = people.get(wish.person());
                    Wish.Offer offer = wish.offer();
                    HostId host = offer == null ? null : offer.host();
                    return new WaiterRow(
                            waiter,
                            new WishRow(
                                    wish,
                                    names.catalog()
                                            .pod(wish.pod())
                                            .map(Pod::name)
                                            .orElse(wish.podKey()),
                                    "",
                                    waiter.standing(),
                                    host == null ? null : hosts.get(host),
                                    null),
                            person == null ? "?" : person.fullName(),
                            person == null ? "?" : person.userName(),
                            wish.lab() == null ? null : labs.get(wish.lab()));
                })
                .toList();
    }

    private String nameOf(PersonId person) {
        return names.people().find(person).map(Person::fullName).orElse("?");
    }

    private String say(String code, Object... arguments) {
        return messages.getMessage("waiting." + code, arguments, Locale.ENGLISH);
    }
}
