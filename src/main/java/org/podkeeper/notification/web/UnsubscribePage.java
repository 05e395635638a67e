package org.podkeeper.notification.web;

import org.podkeeper.notification.mail.Unsubscribing;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Where links in mails lead that stop mails. Looking changes nothing, since programs look at links; mail programs post
 * here by themselves when their reader presses their button (RFC 8058).
 */
@Controller
@RequestMapping("/mail/unsubscribe/{link}")
class UnsubscribePage {
    private final Unsubscribing unsubscribing;

    UnsubscribePage(Unsubscribing unsubscribing) {
        this.unsubscribing = unsubscribing;
    }

    @GetMapping
    String ask(@PathVariable String link, Model model) {
        return page(link, model, false);
    }

    /** Answers with the page, for programs that expect no redirect. */
    @PostMapping
    String stop(@PathVariable String link, Model model) {
        unsubscribing.stop(stopOf(link));
        return page(link, model, true);
    }

    private String page(String link, Model model, boolean done) {
        model.addAttribute("link", link);
        model.addAttribute("topic", stopOf(link).topic());
        model.addAttribute("done", done);
        return "notification/unsubscribe";
    }

    private Unsubscribing.Stop stopOf(String link) {
        return unsubscribing.read(link).orElseThrow(() -> new NotFound("What a link in a mail stops"));
    }
}
