/** The few words all modules share: a window of time, amounts of resources, the clock, locks between portals. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.podkeeper.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
