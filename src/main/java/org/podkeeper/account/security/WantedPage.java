package org.podkeeper.account.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;
import org.springframework.stereotype.Component;

/** Remembers which page a stranger wanted, to go on there after sign-in: its path alone, not the whole request. */
@Component
class WantedPage implements RequestCache {
    private static final String WANTED = "podkeeper.wanted-page";
    private static final int LONGEST = 1_000;

    @Override
    public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
        String accept = request.getHeader("Accept");
        boolean page = HttpMethod.GET.matches(request.getMethod())
                && !Htmx.asked(request)
                && (accept == null || accept.contains("text/html") || accept.contains("*/*"));
        String query = request.getQueryString();
        String path = request.getRequestURI() + (query == null ? "" : "?" + query);
        if (page && path.length() <= LONGEST && isHere(path)) {
            request.getSession().setAttribute(WANTED, path);
        }
    }

    /** Two slashes in front, or what browsers take for them, would lead to another site. */
    private static boolean isHere(String path) {
        return path.startsWith("/") && !path.startsWith("//") && path.indexOf('\\') < 0;
    }

    @Override
    public @Nullable SavedRequest getRequest(HttpServletRequest request, HttpServletResponse response) {
        HttpSession session = request.getSession(false);
        return session != null && session.getAttribute(WANTED) instanceof String path
                ? new SimpleSavedRequest(path)
                : null;
    }

    /** The page is asked for anew after sign-in; nothing of the first request is played back. */
    @Override
    public @Nullable HttpServletRequest getMatchingRequest(HttpServletRequest request, HttpServletResponse response) {
        return null;
    }

    @Override
    public void removeRequest(HttpServletRequest request, HttpServletResponse response) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.removeAttribute(WANTED);
        }
    }
}
