package org.podkeeper.notification.web;

import org.podkeeper.account.Person;
import org.podkeeper.notification.Inbox;
import org.podkeeper.web.UnreadMessages;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** The number beside the bell. */
@Component
class UnreadInInbox implements UnreadMessages {
    private final Inbox inbox;

    UnreadInInbox(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public int ofReader() {
        var reader = SecurityContextHolder.getContext().getAuthentication();
        return reader != null && reader.getPrincipal() instanceof Person person ? inbox.unread(person.id()) : 0;
    }
}
