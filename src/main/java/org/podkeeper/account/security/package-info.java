/** Who is asking, for pages and for the REST API, and who may ask for what. */
@NullMarked
package org.podkeeper.account.security;

import org.jspecify.annotations.NullMarked;
