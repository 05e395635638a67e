@NullMarked
package org.podkeeper;

import org.jspecify.annotations.NullMarked;
