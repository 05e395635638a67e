package org.podkeeper.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.podkeeper.PostgresForTests;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** The page of the API's operations, under the content policy that all pages have. */
@Tag("browser")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(PostgresForTests.class)
class ApiPageTest {
    @RegisterExtension
    final BrowserForTests browser = new BrowserForTests();

    @LocalServerPort
    int port;

    @Test
    void showsEveryOperationAndWhatItTakes() {
        Page page = browser.page();
        page.navigate("http://127.0.0.1:" + port + "/api");

        Locator book = page.locator(".opblock-post", new Page.LocatorOptions().setHasText("Book a pod"));
        assertThat(book).isVisible();
        book.click();
        assertThat(book).containsText("Idempotency-Key");
        // who books follows from the token
        assertThat(book.locator(".parameters tbody tr")).hasCount(1);
        assertThat(page.locator(".info")).containsText("Podkeeper");
        assertThat(page.locator(".btn.authorize")).isVisible();
        picture(page, "api-light");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        picture(page, "api-dark");
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
    }
}
