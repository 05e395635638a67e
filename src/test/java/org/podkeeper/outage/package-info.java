@NullMarked
package org.podkeeper.outage;

import org.jspecify.annotations.NullMarked;
