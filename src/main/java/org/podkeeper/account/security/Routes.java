package org.podkeeper.account.security;

import java.util.Arrays;

/** Which addresses need whom. What is in none of these lists is for everyone who is signed in. */
final class Routes {
    /** Style sheets, scripts and pictures, the same for everybody. */
    static final String[] ASSETS = {
        "/css/**", "/js/**", "/icons/**", "/webjars/**", "/images/**", "/img/**", "/fonts/**", "/favicon.*"
    };

    static final String[] PUBLIC = {
        "/",
        "/calendar",
        "/sign-in",
        "/help/**",
        "/error",
        "/actuator/health/**",
        "/api",
        "/swagger-ui/**",
        "/swagger-ui.html",
        "/mail/unsubscribe/*",
        "/calendar/feed/*",
        "/notices/*/dismiss"
    };

    /** Posted to by programs without a session; the address itself is signed. */
    static final String[] SIGNED = {"/mail/unsubscribe/*"};

    static final String[] PUBLIC_API = {
        "/api/v1/openings", "/api/v1/openapi", "/api/v1/openapi/**", "/api/v1/openapi.yaml"
    };

    static final String[] LAB_ADMIN = {
        "/hosts",
        "/hosts/**",
        "/labs",
        "/labs/**",
        "/images-admin",
        "/images-admin/**",
        "/people/limits",
        "/people/limits/**",
        "/outages",
        "/outages/**",
        "/maintenance/**",
        "/maintenance",
        "/announcements",
        "/announcements/**",
        "/waiting/all"
    };

    static final String[] ADMIN = {"/people", "/people/**"};

    private Routes() {}

    static boolean isAsset(String path) {
        return Arrays.stream(ASSETS)
                .map(pattern -> pattern.replaceAll("\\*+$", ""))
                .anyMatch(path::startsWith);
    }
}
