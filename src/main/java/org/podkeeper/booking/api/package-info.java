@NullMarked
package org.podkeeper.booking.api;

import org.jspecify.annotations.NullMarked;
