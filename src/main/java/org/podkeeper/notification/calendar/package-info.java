/** Bookings as iCalendar (RFC 5545): in mails, and as a feed that calendar programs read. */
@NullMarked
package org.podkeeper.notification.calendar;

import org.jspecify.annotations.NullMarked;
