package org.podkeeper.account.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.web.savedrequest.SavedRequest;

class WantedPageTest {
    private final WantedPage wanted = new WantedPage();
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void remembersAPageWithItsQuery() {
        MockHttpServletRequest request = request("GET", "/bookings");
        request.setQueryString("from=2026-12-01&x=%2F");
        assertThat(remembered(request)).isEqualTo("/bookings?from=2026-12-01&x=%2F");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "//evil.example/path", "/\\evil.example", "https://evil.example", "\\\\evil"})
    void leadsNowhereElse(String path) {
        assertThat(remembered(request("GET", path))).isNull();
    }

    @Test
    void remembersNoFormsPartsOrPictures() {
        assertThat(remembered(request("POST", "/bookings"))).isNull();
        MockHttpServletRequest part = request("GET", "/bookings/1/progress");
        part.addHeader("HX-Request", "true");
        assertThat(remembered(part)).isNull();
        MockHttpServletRequest picture = request("GET", "/picture.png");
        picture.addHeader("Accept", "image/avif,image/webp");
        assertThat(remembered(picture)).isNull();
        assertThat(remembered(request("GET", "/" + "x".repeat(2_000)))).isNull();
    }

    @Test
    void forgetsAfterwards() {
        MockHttpServletRequest request = request("GET", "/bookings");
        assertThat(remembered(request)).isNotNull();
        wanted.removeRequest(request, response);
        assertThat(wanted.getRequest(request, response)).isNull();
    }

    private @Nullable String remembered(MockHttpServletRequest request) {
        wanted.saveRequest(request, response);
        SavedRequest saved = wanted.getRequest(request, response);
        return saved == null ? null : saved.getRedirectUrl();
    }

    private static MockHttpServletRequest request(String method, String path) {
        return new MockHttpServletRequest(method, path);
    }
}
