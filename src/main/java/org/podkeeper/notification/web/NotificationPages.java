package org.podkeeper.notification.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.podkeeper.account.Person;
import org.podkeeper.notification.mail.Delivery;
import org.podkeeper.notification.mail.MailChoices;
import org.podkeeper.notification.mail.MailSwitch;
import org.podkeeper.web.Option;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How one wants to hear of things. */
@Controller
@RequestMapping("/profile/notifications")
class NotificationPages {
    private static final int LAST_HOUR = 23;

    private final MailChoices choices;
    private final MailSwitch mail;
    private final MessageSource texts;

    NotificationPages(MailChoices choices, MailSwitch mail, MessageSource texts) {
        this.choices = choices;
        this.mail = mail;
        this.texts = texts;
    }

    @GetMapping
    String show(Person person, Model model) {
        model.addAttribute("form", new NotificationForm(choices.digestHour(person.id()), choices.of(person)));
        return page(person, model);
    }

    @PostMapping
    String choose(
            @ModelAttribute("form") NotificationForm form,
            BindingResult errors,
            Person person,
            Model model,
            RedirectAttributes flash) {
        if (errors.hasErrors() || (form.hour() != null && (form.hour() < 0 || form.hour() > LAST_HOUR))) {
            flash.addFlashAttribute("problem", texts.getMessage("notification.choices.bad", null, Locale.ENGLISH));
            return "redirect:/profile/notifications";
        }
        Objects.requireNonNullElse(form.topics(), Map.<org.podkeeper.notification.Topic, Delivery>of())
                .entrySet()
                .stream()
                .filter(choice -> choice.getKey().isFor(person))
                .forEach(choice -> choices.choose(person.id(), choice.getKey(), choice.getValue()));
        if (form.hour() != null) {
            choices.chooseDigestHour(person.id(), form.hour());
        }
        flash.addFlashAttribute("notice", texts.getMessage("notification.choices.saved", null, Locale.ENGLISH));
        return "redirect:/profile/notifications";
    }

    private String page(Person person, Model model) {
        model.addAttribute("person", person);
        model.addAttribute("mailOn", mail.isOn());
        model.addAttribute("choices", choices.of(person));
        model.addAttribute("deliveries", Delivery.values());
        List<Option> hours = IntStream.rangeClosed(0, LAST_HOUR)
                .mapToObj(hour -> new Option(String.valueOf(hour), String.format(Locale.ROOT, "%02d:00", hour)))
                .toList();
        model.addAttribute("hours", hours);
        return "notification/choices";
    }
}
