@NullMarked
package org.podkeeper.booking;

import org.jspecify.annotations.NullMarked;
