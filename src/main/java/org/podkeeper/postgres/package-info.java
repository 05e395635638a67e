/** Starts and supervises the PostgreSQL that comes inside the jar, when no other server is configured. */
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package org.podkeeper.postgres;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
