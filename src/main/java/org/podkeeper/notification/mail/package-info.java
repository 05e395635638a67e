/** Messages by mail: who wants which, the rows that wait to be sent, and what sends them. */
@NullMarked
package org.podkeeper.notification.mail;

import org.jspecify.annotations.NullMarked;
