@NullMarked
package org.podkeeper.account;

import org.jspecify.annotations.NullMarked;
