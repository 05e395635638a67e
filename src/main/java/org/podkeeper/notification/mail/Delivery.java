package org.podkeeper.notification.mail;

/** How somebody hears of a topic besides their inbox. */
public enum Delivery {
    AT_ONCE,
    IN_DIGEST,
    NOT
}
