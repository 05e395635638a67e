@NullMarked
package org.podkeeper.outage.web;

import org.jspecify.annotations.NullMarked;
