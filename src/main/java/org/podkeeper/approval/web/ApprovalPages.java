package org.podkeeper.approval.web;

import java.util.Locale;
import java.util.UUID;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.approval.Approval;
import org.podkeeper.approval.ApprovalId;
import org.podkeeper.approval.Approvals;
import org.podkeeper.approval.Decision;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Times;
import org.springframework.context.MessageSource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is asked for beyond limits: one's own requests, and the queue of those who decide. */
@Controller
@RequestMapping("/bookings")
class ApprovalPages {
    private final Approvals approvals;
    private final ApprovalWords words;
    private final RefusalText refusals;
    private final MessageSource messages;
    private final Times times;

    ApprovalPages(Approvals approvals, ApprovalWords words, RefusalText refusals, MessageSource messages, Times times) {
        this.approvals = approvals;
        this.words = words;
        this.refusals = refusals;
        this.messages = messages;
        this.times = times;
    }

    @GetMapping("/requests")
    String own(Person person, Model model) {
        model.addAttribute(
                "rows", approvals.of(person.id()).stream().map(words::row).toList());
        model.addAttribute("mayDecide", approvals.decides(person));
        return "approval/requests";
    }

    @GetMapping("/approvals")
    @PreAuthorize("hasRole('INSTRUCTOR')")
    String queue(Person person, Model model) {
        model.addAttribute(
                "rows", approvals.open(person).stream().map(words::row).toList());
        model.addAttribute(
                "decided", approvals.decided(person).stream().map(words::row).toList());
        model.addAttribute("everything", person.is(Role.LAB_ADMIN));
        model.addAttribute("decides", approvals.decides(person));
        return "approval/queue";
    }

    @GetMapping("/requests/{id}")
    String show(@PathVariable UUID id, Person person, Model model) {
        Approval approval = visible(id, person);
        model.addAttribute("row", words.row(approval));
        model.addAttribute("mayDecide", approval.state().isOpen() && approvals.decides(person, approval));
        model.addAttribute(
                "mayWithdraw", approval.state().isOpen() && approval.askedBy().equals(person.id()));
        model.addAttribute("room", approval.state().isOpen() ? words.room(approval) : "");
        return "approval/request";
    }

    @PostMapping("/requests/{id}/approve")
    String approve(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String answer,
            Person person,
            RedirectAttributes flash) {
        return said(approvals.approve(visible(id, person).id(), answer, person), id, answer, "approved", flash);
    }

    @PostMapping("/requests/{id}/deny")
    String deny(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String answer,
            Person person,
            RedirectAttributes flash) {
        return said(approvals.deny(visible(id, person).id(), answer, person), id, answer, "denied", flash);
    }

    @PostMapping("/requests/{id}/withdraw")
    String withdraw(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        Approval approval = visible(id, person);
        if (!approval.askedBy().equals(person.id())) {
            throw new NotFound("Request " + id);
        }
        return said(approvals.withdraw(approval.id(), person), id, "", "withdrawn", flash);
    }

    private String said(Decision decision, UUID id, String answer, String done, RedirectAttributes flash) {
        switch (decision) {
            case Decision.Made(var approval) ->
                flash.addFlashAttribute("notice", say(done, String.valueOf(approval.number())));
            case Decision.TooLate(var approval) ->
                flash.addFlashAttribute(
                        "problem", say("tooLate." + approval.state(), String.valueOf(approval.decidedBy())));
            case Decision.Impossible(var reasons) -> {
                flash.addFlashAttribute("answer", answer);
                flash.addFlashAttribute(
                        "impossible",
                        reasons.stream()
                                .map(reason -> refusals.of(reason, times.zone()))
                                .toList());
            }
        }
        return "redirect:/bookings/requests/" + id;
    }

    private Approval visible(UUID id, Person person) {
        return approvals.find(new ApprovalId(id), person).orElseThrow(() -> new NotFound("Request " + id));
    }

    private String say(String key, Object... args) {
        return messages.getMessage("approval." + key, args, Locale.ENGLISH);
    }
}
