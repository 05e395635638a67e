/** What an outage means for bookings: who is hit, where else they could be, maintenance that comes again, announcements. */
@ApplicationModule(allowedDependencies = {"kernel", "web", "account", "inventory", "booking", "provisioning"})
@NullMarked
package org.podkeeper.outage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
