@NullMarked
package org.podkeeper.postgres;

import org.jspecify.annotations.NullMarked;
