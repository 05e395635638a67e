@NullMarked
package org.podkeeper.notification.api;

import org.jspecify.annotations.NullMarked;
