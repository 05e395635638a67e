package org.podkeeper.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.util.WebUtils;

/** Strangers' times are in the zone of their browser, which tells it in a cookie from its second page on. */
@Component
class BrowsersTimeZone implements ReaderTimeZone {
    static final String COOKIE = "zone";

    @Override
    public Optional<ZoneId> current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest())
                : Optional.empty();
    }

    private static Optional<ZoneId> of(HttpServletRequest request) {
        return request.getUserPrincipal() != null
                ? Optional.empty()
                : Optional.ofNullable(WebUtils.getCookie(request, COOKIE))
                        .map(Cookie::getValue)
                        .filter(ZoneId.getAvailableZoneIds()::contains)
                        .map(ZoneId::of);
    }
}
