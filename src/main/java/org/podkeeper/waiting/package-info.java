/** The waiting list: who wants a pod for which there is no room yet, and who gets it when there is. */
@ApplicationModule(
        allowedDependencies = {"kernel", "web", "account", "catalog", "inventory", "booking", "provisioning"})
@NullMarked
package org.podkeeper.waiting;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
