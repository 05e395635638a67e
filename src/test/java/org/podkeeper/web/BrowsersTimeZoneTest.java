package org.podkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class BrowsersTimeZoneTest {
    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final BrowsersTimeZone zone = new BrowsersTimeZone();

    @AfterEach
    void leave() {
        RequestContextHolder.resetRequestAttributes();
    }

    @Test
    void believesTheBrowserOfAStranger() {
        arrive("America/Argentina/Buenos_Aires");
        assertThat(zone.current()).contains(ZoneId.of("America/Argentina/Buenos_Aires"));
    }

    @Test
    void believesNoZoneThatIsNone() {
        arrive("Europe/Atlantis");
        assertThat(zone.current()).isEmpty();
    }

    @Test
    void leavesToPeopleWithAnAccountWhatTheyChose() {
        arrive("Europe/Madrid");
        request.setUserPrincipal(() -> "ada");
        assertThat(zone.current()).isEmpty();
    }

    @Test
    void knowsNothingWhereNobodyReads() {
        assertThat(zone.current()).isEmpty();
    }

    private void arrive(String told) {
        request.setCookies(new Cookie(BrowsersTimeZone.COOKIE, told));
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
    }
}
