@NullMarked
package org.podkeeper.provisioning.api;

import org.jspecify.annotations.NullMarked;
