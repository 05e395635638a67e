@NullMarked
package org.podkeeper.inventory.web;

import org.jspecify.annotations.NullMarked;
