@NullMarked
package org.podkeeper.provisioning;

import org.jspecify.annotations.NullMarked;
