@NullMarked
package org.podkeeper.catalog.web;

import org.jspecify.annotations.NullMarked;
