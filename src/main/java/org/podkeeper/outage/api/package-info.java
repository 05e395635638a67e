/** REST resources of outages, maintenance and announcements. */
@NullMarked
package org.podkeeper.outage.api;

import org.jspecify.annotations.NullMarked;
