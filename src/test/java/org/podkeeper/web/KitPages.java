package org.podkeeper.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The design kit's own pages, for tests alone: nothing finds them that does not import them. */
@TestConfiguration(proxyBeanMethods = false)
@Import({WebSlice.class, KitPages.KitController.class})
class KitPages {
    /** Pages that show every part of the design kit, and requests that fail in every way; only in tests. */
    @Controller
    @RequestMapping
    static class KitController {
        record KitForm(
                @NotBlank String name,
                @Email String mail,
                String secret,
                @Max(16) int cores,
                String purpose,
                String size,
                boolean agreed,
                String start) {}

        @GetMapping("/kit")
        String kit(Model model) {
            model.addAttribute("form", new KitForm("mynewpod", "a@example.org", "", 4, "", "tiny", true, ""));
            return page(model);
        }

        @PostMapping("/kit")
        String refuse(@Valid @ModelAttribute("form") KitForm form, BindingResult errors, Model model) {
            errors.reject("full", "No host has room for this pod before Mon 23 Nov, 09:00.");
            return page(model);
        }

        private static String page(Model model) {
            model.addAttribute("sizes", List.of(new Option("tiny", "Tiny"), new Option("full", "Full size")));
            model.addAttribute("start", WebSlice.NOW);
            model.addAttribute("end", WebSlice.NOW.plus(Duration.ofDays(7)));
            return "web/kit";
        }

        @GetMapping({"/missing/{id}", "/api/v1/missing/{id}"})
        String missing(@PathVariable UUID id) {
            throw new NotFound("Booking " + id);
        }

        @GetMapping({"/stale", "/api/v1/stale"})
        String stale() {
            throw new OptimisticLockingFailureException("row was updated or deleted by another transaction");
        }

        @GetMapping({"/broken", "/api/v1/broken"})
        String broken() {
            throw new IllegalStateException("secret of the machine room");
        }

        @GetMapping("/broken-half-way")
        String brokenHalfWay() {
            return "web/half-way";
        }

        @GetMapping("/denied")
        String denied() {
            throw new AccessDeniedException("no");
        }
    }
}
