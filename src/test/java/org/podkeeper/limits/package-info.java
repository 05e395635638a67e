@NullMarked
package org.podkeeper.limits;

import org.jspecify.annotations.NullMarked;
