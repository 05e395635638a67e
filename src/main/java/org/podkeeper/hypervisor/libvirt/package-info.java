/** KVM hosts through libvirt: the only place that knows libvirt, JNA and domain XML. */
@NullMarked
package org.podkeeper.hypervisor.libvirt;

import org.jspecify.annotations.NullMarked;
