@NullMarked
package org.podkeeper.limits.api;

import org.jspecify.annotations.NullMarked;
