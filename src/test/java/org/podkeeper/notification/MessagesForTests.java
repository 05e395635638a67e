package org.podkeeper.notification;

import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.springframework.boot.test.context.TestComponent;

/** Tells people things, as messengers do. */
@TestComponent
public class MessagesForTests {
    private final Inbox inbox;

    MessagesForTests(Inbox inbox) {
        this.inbox = inbox;
    }

    public void post(Person to, MessageKind kind, String title, @Nullable String link) {
        inbox.post(to.id(), kind, title, "What happened, and what to do.", link);
    }
}
