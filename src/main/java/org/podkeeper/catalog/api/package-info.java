@NullMarked
package org.podkeeper.catalog.api;

import org.jspecify.annotations.NullMarked;
