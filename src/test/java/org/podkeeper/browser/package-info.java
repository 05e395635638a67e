/** The portal as people meet it, in Chromium. */
@NullMarked
package org.podkeeper.browser;

import org.jspecify.annotations.NullMarked;
