package org.podkeeper.web;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.podkeeper.catalog.web.CatalogWords;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;

/** What pages need around them when nothing but pages is under test. */
@TestConfiguration(proxyBeanMethods = false)
@Import({
    Times.class,
    Amounts.class,
    Icons.class,
    Bell.class,
    Banner.class,
    Forms.class,
    Incidents.class,
    ErrorFacts.class,
    CatalogWords.class
})
class WebSlice {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Bean
    Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    @Bean
    ReaderTimeZone readerTimeZone() {
        return () -> {
            var reader = SecurityContextHolder.getContext().getAuthentication();
            return reader == null || reader instanceof AnonymousAuthenticationToken
                    ? Optional.empty()
                    : Optional.of(ZoneId.of("Europe/Madrid"));
        };
    }

    @Bean
    SecurityFilterChain everythingOpen(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }
}
