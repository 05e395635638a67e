package org.podkeeper.notification.web;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.notification.webhook.Webhook;
import org.podkeeper.notification.webhook.WebhookEvent;
import org.podkeeper.notification.webhook.Webhooks;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The programs that are told of one's bookings. */
@Controller
@RequestMapping("/profile/webhooks")
class WebhookPages {
    private static final String ALL = "redirect:/profile/webhooks";

    private final Webhooks webhooks;
    private final MessageSource texts;

    WebhookPages(Webhooks webhooks, MessageSource texts) {
        this.webhooks = webhooks;
        this.texts = texts;
    }

    /**
     * @param events names as in JSON
     * @param everything null where it is not offered
     */
    record WebhookForm(
            @Nullable String url,
            @Nullable List<String> events,
            @Nullable Boolean everything) {}

    @GetMapping
    String list(Person person, Model model) {
        var form = new WebhookForm(
                "", WebhookEvent.choices().stream().map(WebhookEvent::type).toList(), false);
        model.addAttribute("form", form);
        return listPage(person, model);
    }

    /** Answers with the page instead of a redirect: the secret must not wait in the stored session. */
    @PostMapping
    String make(Person person, @ModelAttribute("form") WebhookForm form, BindingResult errors, Model model) {
        List<String> events = Objects.requireNonNullElse(form.events(), List.of());
        switch (webhooks.make(person, form.url(), events, Boolean.TRUE.equals(form.everything()))) {
            case Done<Webhooks.Made>(var made) -> {
                model.addAttribute("made", made);
                model.addAttribute("form", new WebhookForm("", events, false));
                // errors are kept beside the form they belong to
                model.asMap().remove(BindingResult.MODEL_KEY_PREFIX + "form");
            }
            case Refused<Webhooks.Made>(var refusals) ->
                refusals.forEach(one -> {
                    if (one.field().isEmpty()) {
                        errors.reject(one.code(), one.details().toArray(), null);
                    } else {
                        errors.rejectValue(
                                one.field(), one.code(), one.details().toArray(), null);
                    }
                });
        }
        return listPage(person, model);
    }

    private String listPage(Person person, Model model) {
        model.addAttribute("person", person);
        model.addAttribute("webhooks", webhooks.of(person.id()));
        model.addAttribute("events", WebhookEvent.choices());
        model.addAttribute("mayEverything", person.is(Role.LAB_ADMIN));
        return "notification/webhooks";
    }

    @GetMapping("/{id}")
    String show(@PathVariable UUID id, Person person, Model model) {
        Webhook webhook = own(id, person);
        model.addAttribute("person", person);
        model.addAttribute("webhook", webhook);
        model.addAttribute("deliveries", webhooks.deliveries(webhook));
        return "notification/webhook";
    }

    @PostMapping("/{id}/test")
    String test(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        webhooks.test(own(id, person));
        return said("tested", flash, ALL + "/" + id);
    }

    @PostMapping("/{id}/on")
    String turnOn(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        webhooks.turnOn(own(id, person));
        return said("on", flash, ALL + "/" + id);
    }

    @PostMapping("/{id}/remove")
    String remove(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        webhooks.remove(own(id, person));
        return said("removed", flash, ALL);
    }

    @PostMapping("/{id}/deliveries/{delivery}/again")
    String again(@PathVariable UUID id, @PathVariable UUID delivery, Person person, RedirectAttributes flash) {
        if (!webhooks.again(own(id, person), delivery)) {
            throw new NotFound("Finished delivery " + delivery);
        }
        return said("again", flash, ALL + "/" + id);
    }

    private String said(String what, RedirectAttributes flash, String page) {
        flash.addFlashAttribute("notice", texts.getMessage("notification.webhook.done." + what, null, Locale.ENGLISH));
        return page;
    }

    private Webhook own(UUID id, Person person) {
        return webhooks.find(id, person.id()).orElseThrow(() -> new NotFound("Webhook " + id));
    }
}
