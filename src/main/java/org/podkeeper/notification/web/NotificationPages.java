package org.podkeeper.notification.web;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.podkeeper.account.Person;
import org.podkeeper.kernel.PodkeeperSettings;
import org.podkeeper.notification.Topic;
import org.podkeeper.notification.calendar.CalendarFeeds;
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
    private static final String PAGE = "redirect:/profile/notifications";
    private static final int LAST_HOUR = 23;

    private final MailChoices choices;
    private final MailSwitch mail;
    private final CalendarFeeds feeds;
    private final PodkeeperSettings portal;
    private final MessageSource texts;

    NotificationPages(
            MailChoices choices, MailSwitch mail, CalendarFeeds feeds, PodkeeperSettings portal, MessageSource texts) {
        this.choices = choices;
        this.mail = mail;
        this.feeds = feeds;
        this.portal = portal;
        this.texts = texts;
    }

    @GetMapping
    String show(Person person, Model model) {
        return page(person, model);
    }

    /** Answers with the page instead of a redirect: the secret address must not wait in the stored session. */
    @PostMapping("/calendar")
    String renewCalendar(Person person, Model model) {
        model.addAttribute("feedAddress", portal.page(feeds.renew(person.id())));
        return page(person, model);
    }

    @PostMapping("/calendar/remove")
    String removeCalendar(Person person, RedirectAttributes flash) {
        feeds.remove(person.id());
        return notice(flash, "notification.calendar.removed");
    }

    @PostMapping
    String choose(
            @ModelAttribute("form") NotificationForm form,
            BindingResult errors,
            Person person,
            RedirectAttributes flash) {
        if (errors.hasErrors() || (form.hour() != null && (form.hour() < 0 || form.hour() > LAST_HOUR))) {
            flash.addFlashAttribute("problem", texts.getMessage("notification.choices.bad", null, Locale.ENGLISH));
            return PAGE;
        }
        Objects.requireNonNullElse(form.topics(), Map.<Topic, Delivery>of()).entrySet().stream()
                .filter(choice -> choice.getKey().isFor(person))
                .forEach(choice -> choices.choose(person.id(), choice.getKey(), choice.getValue()));
        if (form.hour() != null) {
            choices.chooseDigestHour(person.id(), form.hour());
        }
        return notice(flash, "notification.choices.saved");
    }

    private String notice(RedirectAttributes flash, String code) {
        flash.addFlashAttribute("notice", texts.getMessage(code, null, Locale.ENGLISH));
        return PAGE;
    }

    private String page(Person person, Model model) {
        model.addAttribute("form", new NotificationForm(choices.digestHour(person.id()), choices.of(person)));
        model.addAttribute("person", person);
        model.addAttribute("feed", feeds.of(person.id()).orElse(null));
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
