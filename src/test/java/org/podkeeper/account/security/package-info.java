@NullMarked
package org.podkeeper.account.security;

import org.jspecify.annotations.NullMarked;
