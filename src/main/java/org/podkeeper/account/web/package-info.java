/** Pages of accounts: sign-in, one's own profile, people. */
@NullMarked
package org.podkeeper.account.web;

import org.jspecify.annotations.NullMarked;
