package org.podkeeper.account.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.SignInDesk;
import org.podkeeper.account.SignedIn;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.stereotype.Component;

/**
 * Keeps in the session only who someone is. What they may do is read anew for every request that asks, so that another
 * role, or none, holds at once on every portal.
 */
@Component
class PersonInSession implements SecurityContextRepository {
    private static final String PERSON = "podkeeper.person";

    private final SignInDesk desk;

    PersonInSession(SignInDesk desk) {
        this.desk = desk;
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        if (context.getAuthentication() instanceof SignedInPerson someone) {
            SignedIn signedIn = someone.signedIn();
            HttpSession session = request.getSession();
            session.setAttribute(PERSON, signedIn.person().id() + " " + signedIn.generation());
            session.setAttribute(
                    FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME,
                    signedIn.person().userName());
        } else {
            HttpSession session = request.getSession(false);
            if (session != null) {
                session.removeAttribute(PERSON);
            }
        }
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new Deferred(() -> find(request).orElse(null));
    }

    @Override
    @SuppressWarnings("deprecation") // part of the interface, used by nobody since loadDeferredContext
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return loadDeferredContext(holder.getRequest()).get();
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null && session.getAttribute(PERSON) != null;
    }

    private Optional<SignedInPerson> find(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(PERSON) instanceof String stored)) {
            return Optional.empty();
        }
        int space = stored.indexOf(' ');
        PersonId id = new PersonId(UUID.fromString(stored.substring(0, space)));
        return desk.resume(id, Integer.parseInt(stored.substring(space + 1))).map(SignedInPerson::new);
    }

    private static final class Deferred implements DeferredSecurityContext {
        private final Supplier<@Nullable SignedInPerson> person;
        private @Nullable SecurityContext loaded;
        private boolean generated;

        Deferred(Supplier<@Nullable SignedInPerson> person) {
            this.person = person;
        }

        @Override
        public SecurityContext get() {
            SecurityContext context = loaded;
            if (context == null) {
                context = SecurityContextHolder.createEmptyContext();
                SignedInPerson found = person.get();
                generated = found == null;
                context.setAuthentication(found);
                loaded = context;
            }
            return context;
        }

        @Override
        public boolean isGenerated() {
            get();
            return generated;
        }
    }
}
