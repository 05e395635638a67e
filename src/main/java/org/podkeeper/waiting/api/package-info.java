/** The waiting list for programs. */
@NullMarked
package org.podkeeper.waiting.api;

import org.jspecify.annotations.NullMarked;
