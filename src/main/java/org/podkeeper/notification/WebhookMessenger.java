package org.podkeeper.notification;

import org.podkeeper.notification.webhook.WebhookTurnedOff;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tells people that a program of theirs is told nothing any more. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
class WebhookMessenger {
    private final Inbox inbox;
    private final Sentences sentences;

    WebhookMessenger(Inbox inbox, Sentences sentences) {
        this.inbox = inbox;
        this.sentences = sentences;
    }

    @EventListener
    public void on(WebhookTurnedOff event) {
        inbox.post(
                event.webhook().owner(),
                MessageKind.WEBHOOK_OFF,
                sentences.say("WEBHOOK_OFF.title"),
                sentences.say("WEBHOOK_OFF.body", event.webhook().url(), event.why()),
                "/profile/webhooks/" + event.webhook().id());
    }
}
