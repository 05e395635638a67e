/** What somebody asks for beyond their limits: it waits in a queue until a lab admin decides. */
@ApplicationModule(allowedDependencies = {"kernel", "web", "account", "catalog", "inventory", "limits", "booking"})
@NullMarked
package org.podkeeper.approval;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
