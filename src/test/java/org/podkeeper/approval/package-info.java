@NullMarked
package org.podkeeper.approval;

import org.jspecify.annotations.NullMarked;
