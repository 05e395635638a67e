/** Tells people what happened: their inbox. */
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "web",
            "account",
            "inventory",
            "catalog",
            "booking",
            "approval",
            "provisioning",
            "waiting",
            "outage"
        })
@NullMarked
package org.podkeeper.notification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
