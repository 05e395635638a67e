@NullMarked
package org.podkeeper.booking.web;

import org.jspecify.annotations.NullMarked;
