@NullMarked
package org.podkeeper.waiting;

import org.jspecify.annotations.NullMarked;
