package org.podkeeper.notification.web;

import java.util.UUID;
import org.podkeeper.account.Person;
import org.podkeeper.notification.Inbox;
import org.podkeeper.notification.Message;
import org.podkeeper.notification.MessageId;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What a person was told. */
@Controller
@RequestMapping("/inbox")
class InboxPages {
    private final Inbox inbox;

    InboxPages(Inbox inbox) {
        this.inbox = inbox;
    }

    @GetMapping
    String show(@RequestParam(defaultValue = "false") boolean unread, Person person, Model model) {
        model.addAttribute("messages", inbox.of(person.id(), unread));
        model.addAttribute("onlyUnread", unread);
        model.addAttribute("unread", inbox.unread(person.id()));
        return "notification/inbox";
    }

    /** Marks it as read and goes to what it is about. */
    @PostMapping("/{id}/open")
    String open(@PathVariable UUID id, Person person) {
        String link = read(id, person).link();
        return "redirect:" + (link == null ? "/inbox" : link);
    }

    @PostMapping("/{id}/read")
    String markRead(@PathVariable UUID id, Person person) {
        read(id, person);
        return "redirect:/inbox";
    }

    @PostMapping("/read-all")
    String markAllRead(Person person) {
        inbox.readAll(person.id());
        return "redirect:/inbox";
    }

    private Message read(UUID id, Person person) {
        return inbox.read(new MessageId(id), person.id()).orElseThrow(() -> new NotFound("Message " + id));
    }
}
