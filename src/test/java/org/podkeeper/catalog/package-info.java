@NullMarked
package org.podkeeper.catalog;

import org.jspecify.annotations.NullMarked;
