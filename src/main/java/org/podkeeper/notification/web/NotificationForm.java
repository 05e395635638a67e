package org.podkeeper.notification.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.podkeeper.notification.Topic;
import org.podkeeper.notification.mail.Delivery;

/**
 * @param hour of the digest
 * @param topics how to hear of each; those that are missing stay as they are
 */
record NotificationForm(@Nullable Integer hour, @Nullable Map<Topic, Delivery> topics) {}
