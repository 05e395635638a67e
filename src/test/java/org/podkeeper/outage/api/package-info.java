@NullMarked
package org.podkeeper.outage.api;

import org.jspecify.annotations.NullMarked;
