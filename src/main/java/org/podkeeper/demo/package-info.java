/** A believable lab to look at, for {@code podkeeper.demo=true} only: people, past and coming bookings, an outage. */
@ApplicationModule(allowedDependencies = {"kernel", "account", "inventory", "catalog", "booking"})
@NullMarked
package org.podkeeper.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
