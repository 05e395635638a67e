package org.podkeeper.notification.mail;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/** Whether this portal sends mail. Not to is a normal state: people read their inboxes then. */
@Component
public class MailSwitch {
    private final ObjectProvider<JavaMailSender> sender;

    MailSwitch(ObjectProvider<JavaMailSender> sender) {
        this.sender = sender;
    }

    public boolean isOn() {
        return sender.getIfAvailable() != null;
    }
}
