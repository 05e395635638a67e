@NullMarked
package org.podkeeper.inventory.api;

import org.jspecify.annotations.NullMarked;
