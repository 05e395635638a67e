package org.podkeeper.account.security;

import java.time.ZoneId;
import java.util.Optional;
import org.podkeeper.web.ReaderTimeZone;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Times on pages are in the zone that their reader chose. */
@Component
class ReadersOwnTimeZone implements ReaderTimeZone {
    @Override
    public Optional<ZoneId> current() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof SignedInPerson someone
                ? Optional.of(someone.getPrincipal().timeZone())
                : Optional.empty();
    }
}
