/** What all pages share: layout, errors, htmx and session handling, help. */
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package org.podkeeper.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
