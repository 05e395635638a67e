/** Webhooks: programs of people and of admins are told what happens to bookings, over HTTP, as Standard Webhooks. */
@NullMarked
package org.podkeeper.notification.webhook;

import org.jspecify.annotations.NullMarked;
