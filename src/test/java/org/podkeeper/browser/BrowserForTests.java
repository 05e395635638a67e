package org.podkeeper.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.podkeeper.account.OneTimePassword;
import org.springframework.core.io.ClassPathResource;

/**
 * Chromium for a test: {@code @RegisterExtension final BrowserForTests browser = new BrowserForTests();}. All tests of a
 * JVM share one browser; every test gets a session of its own. What the browser complains about, such as an inline
 * script that the content policy refuses, fails the test.
 */
public final class BrowserForTests implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace BROWSER = ExtensionContext.Namespace.create(BrowserForTests.class);
    private static final String PASSWORD = "seven quiet lanterns";
    private static final int WIDE = 1280;
    private static final int NARROW = 390;
    private static final String AXE = read("axe.min.js");

    private final List<String> complaints = new ArrayList<>();
    private final boolean scripts;
    private @Nullable BrowserContext session;

    public BrowserForTests() {
        this(true);
    }

    private BrowserForTests(boolean scripts) {
        this.scripts = scripts;
    }

    /** A browser that runs no script of the page. */
    public static BrowserForTests withoutScripts() {
        return new BrowserForTests(false);
    }

    /** A new tab in this test's session, 1280 pixels wide, light. */
    public Page page() {
        if (session == null) {
            throw new IllegalStateException("The browser is there during tests only");
        }
        var page = session.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    /** A tab in which somebody signed in for the first time and chose a password; it shows their home page. */
    public Page signedIn(int port, OneTimePassword account) {
        Page page = page();
        String oneTime = account.password();
        page.navigate("http://127.0.0.1:" + port + "/sign-in");
        page.getByLabel("User name").fill(account.person().userName());
        page.getByLabel("Password").fill(oneTime);
        press(page, "Sign in");
        page.getByLabel("Password you were given").fill(oneTime);
        page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true))
                .fill(PASSWORD);
        page.getByLabel("New password again").fill(PASSWORD);
        press(page, "Change password");
        return page;
    }

    /** Presses a button of the page's own content. */
    public static void press(Page page, String button) {
        page.locator("main")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    /** The page's violations of WCAG 2.2 A and AA and of axe's best practices that are serious or critical. */
    public static void expectNoSeriousAxeFindings(Page page) {
        page.evaluate(AXE);
        @SuppressWarnings("unchecked")
        var findings = (List<Map<String, Object>>) page.evaluate("""
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                    .filter(violation => ['serious', 'critical'].includes(violation.impact))
                    .map(violation => ({
                        rule: violation.id,
                        help: violation.help,
                        where: violation.nodes.map(node => node.target.join(' ') + ': ' + node.failureSummary)
                    }))
                """);
        assertThat(findings).as("serious axe findings on " + page.url()).isEmpty();
    }

    /** At 390 pixels nothing sticks out to the side. */
    public static void expectNoSidewaysScroll(Page page) {
        var size = page.viewportSize();
        page.setViewportSize(NARROW, 844);
        assertThat(page.evaluate("document.documentElement.scrollWidth"))
                .as("width of " + page.url() + " at 390 pixels")
                .isEqualTo(NARROW);
        page.setViewportSize(size.width, size.height);
    }

    /** {@code target/screenshots/<name>-{wide,narrow}-{light,dark}.png}, and axe in all four looks. */
    public static void expectGoodLooks(Page page, String name) {
        for (var width : List.of(WIDE, NARROW)) {
            page.setViewportSize(width, width == WIDE ? 860 : 844);
            for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                var file = "%s-%s-%s.png"
                        .formatted(
                                name,
                                width == WIDE ? "wide" : "narrow",
                                scheme.name().toLowerCase(java.util.Locale.ROOT));
                page.evaluate("scrollTo(0, 0)");
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of("target", "screenshots", file))
                        .setFullPage(true));
                expectNoSeriousAxeFindings(page);
            }
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(WIDE, 860);
        expectNoSidewaysScroll(page);
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        complaints.clear();
        session = test.getRoot()
                .getStore(BROWSER)
                .computeIfAbsent(Chromium.class, key -> new Chromium(), Chromium.class)
                .browser
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(WIDE, 860)
                        .setJavaScriptEnabled(scripts)
                        .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                        .setTimezoneId("Europe/Madrid"));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (session != null) {
            session.close();
            session = null;
        }
        assertThat(complaints).as("what the browser complained about").isEmpty();
    }

    private static String read(String resource) {
        try {
            return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The distribution's Chromium; nothing is downloaded. */
    private static final class Chromium implements AutoCloseable {
        private final Playwright playwright;
        private final Browser browser;

        Chromium() {
            playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(executable())
                            .setArgs(List.of(
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--disable-background-networking",
                                    "--disable-component-update",
                                    "--disable-sync")));
        }

        private static Path executable() {
            return List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("Browser tests need Chromium: apt-get install chromium"));
        }

        @Override
        public void close() {
            browser.close();
            playwright.close();
        }
    }
}
