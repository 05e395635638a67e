/** What exists and when it is out of service: labs, KVM hosts, their capacity, outages. */
@ApplicationModule(allowedDependencies = {"kernel", "web", "account", "hypervisor"})
@NullMarked
package org.podkeeper.inventory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
