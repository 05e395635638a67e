@NullMarked
package org.podkeeper.approval.api;

import org.jspecify.annotations.NullMarked;
