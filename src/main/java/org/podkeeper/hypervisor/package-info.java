/** One KVM host in our words: networks, disks, machines. {@code hypervisor.libvirt} alone knows libvirt. */
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package org.podkeeper.hypervisor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
