package org.podkeeper.account.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.podkeeper.account.AccountTest;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Role;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Who gets past the door; what is behind it answers 200, 404 or 405, the door itself 302 to sign-in, or 403. */
@AccountTest
class RoutesTest {
    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private PeopleForTests some;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/calendar",
                "/sign-in",
                "/help",
                "/css/podkeeper.css",
                "/favicon.svg",
                "/webjars/htmx.org/dist/htmx.min.js",
                "/actuator/health",
                "/actuator/health/readiness",
                "/api/v1/openapi"
            })
    void everybodyMaySee(String path) {
        assertThat(admits(mvc.get().uri(path).exchange())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/profile", "/profile/keys", "/bookings", "/catalog", "/people", "/hosts", "/labs/x", "/nowhere"
            })
    void aStrangerMayNotSee(String path) {
        assertThat(mvc.get().uri(path)).hasRedirectedUrl("/sign-in");
    }

    @Test
    void labsAndHostsAreForLabAdmins() {
        for (String path : new String[] {"/hosts", "/hosts/1/edit", "/labs", "/labs/1", "/images-admin"}) {
            assertThat(admits(as(Role.USER, path))).as(path).isFalse();
            assertThat(admits(as(Role.INSTRUCTOR, path))).as(path).isFalse();
            assertThat(admits(as(Role.LAB_ADMIN, path))).as(path).isTrue();
            assertThat(admits(as(Role.ADMIN, path))).as(path).isTrue();
        }
    }

    @Test
    void peopleAreForAdmins() {
        for (String path : new String[] {"/people", "/people/new", "/people/x"}) {
            assertThat(admits(as(Role.LAB_ADMIN, path))).as(path).isFalse();
            assertThat(admits(as(Role.ADMIN, path))).as(path).isTrue();
        }
    }

    @Test
    void aRefusalIsAPageWithoutTechnicalities() {
        assertThat(as(Role.USER, "/people")).hasStatus(403);
    }

    @Test
    void pagesCarryStrictHeaders() {
        assertThat(mvc.get().uri("/sign-in"))
                .hasHeader("X-Frame-Options", "DENY")
                .hasHeader("X-Content-Type-Options", "nosniff");
        assertThat(mvc.get().uri("/sign-in").exchange().getResponse().getHeader("Content-Security-Policy"))
                .contains("default-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    private MvcTestResult as(Role role, String path) {
        return mvc.get().uri(path).with(AsPerson.signedIn(some.some(role))).exchange();
    }

    private static boolean admits(MvcTestResult result) {
        int status = result.getResponse().getStatus();
        boolean toSignIn = "/sign-in".equals(result.getResponse().getRedirectedUrl());
        return status != 401 && status != 403 && !toSignIn;
    }
}
