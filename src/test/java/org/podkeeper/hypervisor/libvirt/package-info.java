@NullMarked
package org.podkeeper.hypervisor.libvirt;

import org.jspecify.annotations.NullMarked;
