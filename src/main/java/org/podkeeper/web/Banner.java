package org.podkeeper.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The announcements in the layout. Templates call it {@code @banner}; a page is shown even when nobody can look them up. */
@Component("banner")
class Banner {
    private static final Logger log = LoggerFactory.getLogger(Banner.class);

    private final ObjectProvider<Notices> notices;

    Banner(ObjectProvider<Notices> notices) {
        this.notices = notices;
    }

    /** The page that is shown, to come back to: where it was asked for by a link. */
    public String here() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            HttpServletRequest request = attributes.getRequest();
            String path =
                    request.getRequestURI().substring(request.getContextPath().length());
            String query = request.getQueryString();
            boolean again = request.getMethod().equals("GET") && request.getDispatcherType() == DispatcherType.REQUEST;
            return !again ? "/" : query == null ? path : path + "?" + query;
        }
        return "/";
    }

    public List<Notice> notices() {
        try {
            Notices known = notices.getIfAvailable();
            return known == null ? List.of() : known.ofReader();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Nobody can look up announcements at the moment", e);
            return List.of();
        }
    }
}
