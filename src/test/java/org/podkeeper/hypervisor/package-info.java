@NullMarked
package org.podkeeper.hypervisor;

import org.jspecify.annotations.NullMarked;
