/** What may be booked, as rules for everyone, a role, a team or a person, and which of them counts. */
@ApplicationModule(allowedDependencies = {"kernel", "web", "account", "catalog", "inventory"})
@NullMarked
package org.podkeeper.limits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
