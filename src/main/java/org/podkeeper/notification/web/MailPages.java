package org.podkeeper.notification.web;

import java.util.Locale;
import java.util.UUID;
import org.podkeeper.notification.mail.MailSwitch;
import org.podkeeper.notification.mail.OutboxDesk;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Whether mail goes out, for admins. */
@Controller
@RequestMapping("/people/mail")
@PreAuthorize("hasRole('ADMIN')")
class MailPages {
    private final OutboxDesk outbox;
    private final MailSwitch mail;
    private final MessageSource texts;

    MailPages(OutboxDesk outbox, MailSwitch mail, MessageSource texts) {
        this.outbox = outbox;
        this.mail = mail;
        this.texts = texts;
    }

    @GetMapping
    String show(Model model) {
        model.addAttribute("outbox", outbox.overview());
        model.addAttribute("mailOn", mail.isOn());
        return "notification/outbox";
    }

    @PostMapping("/{id}/again")
    String again(@PathVariable UUID id, RedirectAttributes flash) {
        if (!outbox.again(id)) {
            throw new NotFound("Refused mail " + id);
        }
        flash.addFlashAttribute("notice", texts.getMessage("notification.outbox.again.done", null, Locale.ENGLISH));
        return "redirect:/people/mail";
    }
}
