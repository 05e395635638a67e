package org.podkeeper.outage.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a stranger has read, in a cookie of theirs. */
final class Dismissed {
    private static final String NAME = "podkeeper-read";
    private static final int MOST = 30;
    private static final int DAYS_30 = 30 * 24 * 3600;
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    private Dismissed() {}

    static Set<String> in(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Set.of()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(NAME))
                        .flatMap(cookie -> Arrays.stream(cookie.getValue().split("_")))
                        .filter(id -> ID.matcher(id).matches())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The same with one more; the oldest are forgotten. */
    static Cookie with(HttpServletRequest request, UUID id) {
        var all = new LinkedHashSet<>(in(request));
        all.add(id.toString());
        String value = all.stream().skip(Math.max(0, all.size() - MOST)).collect(Collectors.joining("_"));
        var cookie = new Cookie(NAME, value);
        cookie.setHttpOnly(true);
        cookie.setSecure(request.isSecure());
        cookie.setMaxAge(DAYS_30);
        cookie.setAttribute("SameSite", "Lax");
        return cookie;
    }
}
