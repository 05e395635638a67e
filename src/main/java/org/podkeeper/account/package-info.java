/** Who someone is and what they may do: sign-in, roles, SSH keys, personal tokens. */
@ApplicationModule(allowedDependencies = {"kernel", "web"})
@NullMarked
package org.podkeeper.account;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
