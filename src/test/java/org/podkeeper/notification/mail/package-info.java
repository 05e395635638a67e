@NullMarked
package org.podkeeper.notification.mail;

import org.jspecify.annotations.NullMarked;
