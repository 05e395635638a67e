/** What can be booked: Pods (nodes and networks), Configs (software), images. */
@ApplicationModule(allowedDependencies = {"kernel", "web", "account", "inventory"})
@NullMarked
package org.podkeeper.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
