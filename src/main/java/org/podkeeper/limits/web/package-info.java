@NullMarked
package org.podkeeper.limits.web;

import org.jspecify.annotations.NullMarked;
