package org.podkeeper.outage.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.outage.Announcement;
import org.podkeeper.outage.AnnouncementId;
import org.podkeeper.outage.Announcements;
import org.podkeeper.web.Option;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What lab admins publish, and readers saying that they have read it. */
@Controller
class AnnouncementPages {
    private final Announcements announcements;
    private final Inventory inventory;
    private final Words words;
    private final Clock clock;

    AnnouncementPages(Announcements announcements, Inventory inventory, Words words, Clock clock) {
        this.announcements = announcements;
        this.inventory = inventory;
        this.words = words;
        this.clock = clock;
    }

    /** An announcement in the list. */
    record Line(Announcement announcement, String audience, boolean shown) {}

    @GetMapping("/announcements")
    @PreAuthorize("hasRole('LAB_ADMIN')")
    String show(Person person, Model model) {
        model.addAttribute("form", AnnouncementForm.suggestion(clock.instant(), person.timeZone()));
        return filled(model);
    }

    @PostMapping("/announcements")
    @PreAuthorize("hasRole('LAB_ADMIN')")
    Object publish(
            @ModelAttribute("form") AnnouncementForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        Instant start = LocalTimes.read("start", form.start(), person.timeZone(), errors);
        Instant end = LocalTimes.read("end", form.end(), person.timeZone(), errors);
        LabId lab = lab(form.lab(), errors);
        if (!errors.hasErrors()) {
            String text = form.text() == null ? "" : form.text();
            announcements
                    .publish(
                            new Announcements.Draft(
                                    lab, Boolean.TRUE.equals(form.warns()), text, form.link(), start, end),
                            person)
                    .problems()
                    .forEach(problem ->
                            errors.rejectValue(problem.field(), "outage.announcement.refused." + problem.code()));
        }
        if (errors.hasErrors()) {
            ModelAndView answer = new ModelAndView(filled(model));
            answer.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return answer;
        }
        flash.addFlashAttribute("notice", words.say("announcement.published"));
        return "redirect:/announcements";
    }

    @PostMapping("/announcements/{id}/withdraw")
    @PreAuthorize("hasRole('LAB_ADMIN')")
    String withdraw(@PathVariable UUID id, RedirectAttributes flash) {
        announcements.withdraw(new AnnouncementId(id));
        flash.addFlashAttribute("notice", words.say("announcement.withdrawn"));
        return "redirect:/announcements";
    }

    /** Whoever reads it need not see it again: people anywhere, strangers in this browser. */
    @PostMapping("/notices/{id}/dismiss")
    String dismiss(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "/") String back,
            @Nullable Person person,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (person != null) {
            announcements.dismiss(id, person.id());
        } else {
            Cookie cookie = Dismissed.with(request, id);
            cookie.setPath(request.getContextPath() + "/");
            response.addCookie(cookie);
        }
        return "redirect:" + (back.startsWith("/") && !back.startsWith("//") && !back.startsWith("/\\") ? back : "/");
    }

    private @Nullable LabId lab(@Nullable String id, BindingResult errors) {
        if (id == null || id.isBlank()) {
            return null;
        }
        return inventory.labs().stream()
                .filter(lab -> lab.id().toString().equals(id))
                .findFirst()
                .map(Lab::id)
                .orElseGet(() -> {
                    errors.rejectValue("lab", "inventory.refused.outage.hosts");
                    return null;
                });
    }

    private String filled(Model model) {
        Instant now = clock.instant();
        model.addAttribute(
                "lines",
                announcements.toCome().stream()
                        .map(one ->
                                new Line(one, audience(one.lab()), one.window().contains(now)))
                        .toList());
        var labs = new ArrayList<Option>();
        labs.add(new Option("", audience(null)));
        inventory.labs().forEach(lab -> labs.add(new Option(lab.id().toString(), audience(lab.id()))));
        model.addAttribute("labs", List.copyOf(labs));
        return "outage/announcements";
    }

    private String audience(@Nullable LabId lab) {
        return lab == null
                ? words.say("announcement.everybody")
                : words.say(
                        "announcement.lab", inventory.lab(lab).map(Lab::name).orElse("?"));
    }
}
