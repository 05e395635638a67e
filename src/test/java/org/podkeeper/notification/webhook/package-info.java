@NullMarked
package org.podkeeper.notification.webhook;

import org.jspecify.annotations.NullMarked;
