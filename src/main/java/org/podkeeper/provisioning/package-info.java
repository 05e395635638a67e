/** The fact: makes promises true on KVM hosts, step by step, and says how far it is. */
@ApplicationModule(allowedDependencies = {"kernel", "web", "account", "catalog", "inventory", "booking", "hypervisor"})
@NullMarked
package org.podkeeper.provisioning;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
