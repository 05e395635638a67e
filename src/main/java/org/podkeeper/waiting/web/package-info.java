/** Pages of the waiting list. */
@NullMarked
package org.podkeeper.waiting.web;

import org.jspecify.annotations.NullMarked;
