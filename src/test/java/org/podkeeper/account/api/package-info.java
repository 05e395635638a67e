@NullMarked
package org.podkeeper.account.api;

import org.jspecify.annotations.NullMarked;
