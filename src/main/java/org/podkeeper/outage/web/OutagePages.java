package org.podkeeper.outage.web;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Complaint;
import org.podkeeper.inventory.OutageDraft;
import org.podkeeper.inventory.OutagePlanId;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.outage.HitState;
import org.podkeeper.outage.Maintenance;
import org.podkeeper.outage.MaintenanceRule;
import org.podkeeper.outage.OutageDesk;
import org.podkeeper.outage.OutageHit;
import org.podkeeper.outage.Proposal;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Times;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.validation.Errors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** All outages, one of them with whom it hits, and planning another with a look at whom it would hit. */
@Controller
@RequestMapping("/outages")
@PreAuthorize("hasRole('LAB_ADMIN')")
class OutagePages {
    private final OutageDesk desk;
    private final Maintenance maintenance;
    private final Scopes scopes;
    private final Surroundings around;
    private final Clock clock;

    /** What else its pages say. */
    @org.springframework.stereotype.Component("surroundingsOfOutagePages")
    record Surroundings(BookingDesk bookings, People people, MessageSource messages, Words words, Times times) {}

    OutagePages(OutageDesk desk, Maintenance maintenance, Scopes scopes, Surroundings around, Clock clock) {
        this.desk = desk;
        this.maintenance = maintenance;
        this.scopes = scopes;
        this.around = around;
        this.clock = clock;
    }

    /** An outage in the list. */
    record Line(PlannedOutage outage, String scope, boolean underWay, int hit, long open, long moved) {}

    /** Maintenance that comes again, in words. */
    record RuleLine(MaintenanceRule rule, String scope, String words) {}

    /** Somebody who is hit, or would be. */
    record HitLine(
            BookingView booking,
            String owner,
            @Nullable OutageHit hit,
            @Nullable Proposal proposal) {}

    @GetMapping
    String list(Model model) {
        Instant now = clock.instant();
        model.addAttribute(
                "lines",
                desk.toCome().stream()
                        .map(one -> new Line(
                                one.outage(),
                                scopes.name(one.outage().lab(), one.outage().host()),
                                one.outage().isUnderWay(now),
                                one.hits().size(),
                                one.count(HitState.OPEN),
                                one.count(HitState.MOVED)))
                        .toList());
        model.addAttribute(
                "rules",
                maintenance.rules().stream()
                        .map(rule -> new RuleLine(
                                rule,
                                scopes.name(rule.lab(), rule.host()),
                                MaintenanceForm.inWords(rule.recurrence(), around.words())))
                        .toList());
        return "outage/list";
    }

    @GetMapping("/new")
    String ask(
            @RequestParam(required = false) @Nullable String host,
            @RequestParam(required = false) @Nullable String lab,
            Person person,
            Model model) {
        String scope = host != null ? host : lab == null ? "" : lab;
        model.addAttribute("form", OutageForm.suggestion(scope, clock.instant(), person.timeZone()));
        return form(model);
    }

    /** Who would be hit; nothing is written. */
    @PostMapping("/preview")
    Object preview(@ModelAttribute("form") OutageForm form, BindingResult errors, Person person, Model model) {
        OutageDraft draft = form.draft(scopes, person.timeZone(), errors);
        if (draft != null) {
            OutageDesk.Preview preview = desk.preview(draft);
            show(preview.complaints(), errors);
            if (preview.complaints().isEmpty()) {
                model.addAttribute("draft", draft);
                model.addAttribute("starts", draft.startAt(clock.instant()));
                model.addAttribute("scope", scopes.name(draft.lab(), draft.host()));
                model.addAttribute("hit", lines(preview.hit()));
                return form(model);
            }
        }
        return refused(form(model));
    }

    @PostMapping
    Object announce(
            @ModelAttribute("form") OutageForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        OutageDraft draft = form.draft(scopes, person.timeZone(), errors);
        if (draft != null) {
            switch (desk.announce(draft, person)) {
                case Change.Done<PlannedOutage>(PlannedOutage outage) -> {
                    flash.addFlashAttribute("notice", around.words().say("announced"));
                    return "redirect:/outages/" + outage.id();
                }
                case Change.Refused<PlannedOutage>(List<Complaint> complaints) -> show(complaints, errors);
            }
        }
        return refused(form(model));
    }

    @GetMapping("/{id}")
    String show(@PathVariable UUID id, Model model) {
        OutageDesk.Announced announced = found(id);
        PlannedOutage outage = announced.outage();
        Instant now = clock.instant();
        model.addAttribute("outage", outage);
        model.addAttribute("scope", scopes.name(outage.lab(), outage.host()));
        model.addAttribute("hit", lines(announced));
        model.addAttribute("open", announced.count(HitState.OPEN));
        model.addAttribute("underWay", outage.isUnderWay(now));
        model.addAttribute(
                "over", outage.isCalledOff() || !now.isBefore(outage.window().end()));
        model.addAttribute(
                "until",
                LocalDateTime.ofInstant(outage.window().end(), around.times().zone())
                        .truncatedTo(ChronoUnit.MINUTES));
        return "outage/show";
    }

    @PostMapping("/{id}/end")
    String end(@PathVariable UUID id, RedirectAttributes flash) {
        OutagePlanId outage = found(id).outage().id();
        boolean calledOff = desk.end(outage).isCalledOff();
        flash.addFlashAttribute("notice", around.words().say(calledOff ? "calledOff" : "ended"));
        return "redirect:/outages/" + id;
    }

    @PostMapping("/{id}/until")
    String until(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String until,
            Person person,
            RedirectAttributes flash) {
        OutagePlanId outage = found(id).outage().id();
        var errors = new org.springframework.validation.MapBindingResult(Map.of(), "until");
        Instant end = LocalTimes.read("until", until, person.timeZone(), errors);
        if (end == null) {
            flash.addFlashAttribute("problem", around.words().say("refused.time"));
        } else if (desk.until(outage, end) instanceof Change.Refused<PlannedOutage>(List<Complaint> complaints)) {
            flash.addFlashAttribute(
                    "problem",
                    complaints.stream()
                            .map(one -> around.messages()
                                    .getMessage(one.code(), one.arguments().toArray(), Locale.ENGLISH))
                            .collect(Collectors.joining(" ")));
        } else {
            flash.addFlashAttribute("notice", around.words().say("changed"));
        }
        return "redirect:/outages/" + id;
    }

    private List<HitLine> lines(List<Proposal> proposals) {
        return proposals.stream()
                .map(one -> new HitLine(one.booking(), owner(one.booking()), null, one))
                .toList();
    }

    private List<HitLine> lines(OutageDesk.Announced announced) {
        Map<BookingId, Proposal> proposals = desk.proposals(announced);
        return announced.hits().stream()
                .flatMap(hit -> around.bookings().find(hit.booking()).stream()
                        .map(booking -> new HitLine(booking, owner(booking), hit, proposals.get(booking.id()))))
                .toList();
    }

    private String owner(BookingView booking) {
        return around.people().find(booking.owner()).map(Person::fullName).orElse("?");
    }

    private String form(Model model) {
        model.addAttribute("scopes", scopes.options());
        return "outage/plan";
    }

    private OutageDesk.Announced found(UUID id) {
        return desk.find(new OutagePlanId(id)).orElseThrow(() -> new NotFound("Outage " + id));
    }

    private static void show(List<Complaint> complaints, Errors errors) {
        for (Complaint complaint : complaints) {
            Object[] arguments = complaint.arguments().toArray();
            if (complaint.field().isEmpty()) {
                errors.reject(complaint.code(), arguments, complaint.code());
            } else {
                errors.rejectValue(complaint.field(), complaint.code(), arguments, complaint.code());
            }
        }
    }

    private static ModelAndView refused(String view) {
        ModelAndView answer = new ModelAndView(view);
        answer.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return answer;
    }
}
