/** The promise: this Pod with this Config for this person in this window; who may have it and what is refused. */
@ApplicationModule(allowedDependencies = {"kernel", "web", "account", "catalog", "inventory", "limits"})
@NullMarked
package org.podkeeper.booking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
