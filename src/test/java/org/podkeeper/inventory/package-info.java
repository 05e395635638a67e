@NullMarked
package org.podkeeper.inventory;

import org.jspecify.annotations.NullMarked;
