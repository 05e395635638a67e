@NullMarked
package org.podkeeper.notification;

import org.jspecify.annotations.NullMarked;
