package org.podkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WebMvcTest(controllers = HelpController.class)
@Import({WebSlice.class, HelpPages.class})
class HelpTest {
    @Autowired
    MockMvcTester pages;

    @Autowired
    HelpPages help;

    @ParameterizedTest
    @ValueSource(strings = {"getting-started", "using-a-pod", "words", "faq", "notifications", "webhooks", "api"})
    void everyPageOpens(String slug) {
        assertThat(pages.get().uri("/help/" + slug)).hasStatusOk().bodyText().contains("class=\"prose\"", "<h1>");
    }

    @Test
    void findsSectionsThatHaveEveryWordWhateverItsCase() {
        assertThat(help.search("Fingerprints KEY"))
                .extracting(HelpPages.Hit::anchor)
                .contains("changed-key", "ssh");
        assertThat(help.search("fingerprints giraffe")).isEmpty();
        assertThat(help.search("  ")).isEmpty();
    }

    @Test
    void putsSectionsWithTheWordInTheirHeadingFirst() {
        assertThat(help.search("incident").getFirst().section()).isEqualTo("What is an incident id?");
    }

    @Test
    void showsWhatWasFoundWithALinkToTheSection() {
        assertThat(pages.get().uri("/help").param("q", "permission"))
                .hasStatusOk()
                .bodyText()
                .contains("href=\"/help/faq#permission\"", "Permission denied");
    }

    @Test
    void saysThatNothingWasFoundWithoutRunningWhatWasTyped() {
        assertThat(pages.get().uri("/help").param("q", "<script>alert(1)</script>"))
                .hasStatusOk()
                .bodyText()
                .contains("Nothing in the help has")
                .doesNotContain("<script>alert");
    }

    @Test
    void hasNoPageOfAnotherName() {
        assertThat(pages.get().uri("/help/index")).hasStatus(HttpStatus.NOT_FOUND);
    }
}
