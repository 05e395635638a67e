@NullMarked
package org.podkeeper.notification.calendar;

import org.jspecify.annotations.NullMarked;
