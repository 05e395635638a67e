package org.podkeeper.catalog.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.podkeeper.account.security.AsPerson.signedIn;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.ImageKeeper;
import org.podkeeper.inventory.MachinesForTests;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, PeopleForTests.class, MachinesForTests.class})
class CatalogPagesTest {
    private final MockMvcTester mvc;
    private final Catalog catalog;
    private final ImageKeeper keeper;
    private final Person admin;
    private final Person user;

    CatalogPagesTest(
            @Autowired MockMvcTester mvc,
            @Autowired Catalog catalog,
            @Autowired ImageKeeper keeper,
            @Autowired PeopleForTests people) {
        this.mvc = mvc;
        this.catalog = catalog;
        this.keeper = keeper;
        admin = people.some(Role.LAB_ADMIN);
        user = people.some(Role.USER);
    }

    @Test
    void showsEveryoneWhatCanBeBooked() {
        assertThat(page("/catalog", user))
                .hasStatusOk()
                .bodyText()
                .contains("Virtual Pharos pod", "access network", "192.168.11.0/24", "Debian 13: not ready", "<svg")
                .doesNotContain("Design a Pod");
        assertThat(page("/catalog/pods/virtual-pharos", user))
                .hasStatusOk()
                .bodyText()
                .contains("node5", "management", "Image Debian 13 is not here yet")
                .doesNotContain("Retire this Pod");
        assertThat(page("/catalog/pods/nothing", user)).hasStatus(404);
    }

    @Test
    void letsOnlyLabAdminsLookAfterImages() {
        assertThat(page("/images-admin", user)).hasStatus(403);
        assertThat(page("/images-admin", admin)).hasStatusOk().bodyText().contains("Debian 13", "Used by");
    }

    @Test
    void fetchesNothingWithoutAChecksum() {
        Image debian = image("debian-13");
        assertThat(send("/images-admin/" + debian.id() + "/fetch", Map.of()))
                .hasRedirectedUrl("/images-admin/" + debian.id());
        assertThat(page("/images-admin/" + debian.id(), admin))
                .hasStatusOk()
                .bodyText()
                .contains("cloud.debian.org", "SHA512SUMS");
    }

    @Test
    void addsChangesFetchesStopsAndRemovesAnImage() {
        assertThat(page("/images-admin/new", admin)).hasStatusOk();
        Map<String, String> form = Map.of(
                "key",
                "mine",
                "name",
                "Mine",
                "login",
                "pod",
                "minimumDiskGib",
                "4",
                "minimumMemoryMib",
                "512",
                "url",
                "http://127.0.0.1:9/mine.qcow2",
                "checksum",
                "a".repeat(64),
                "version",
                "0");
        assertThat(send("/images-admin", form)).hasRedirectedUrl("/images-admin");
        assertThat(send("/images-admin", form)).hasStatus(422).bodyText().contains("This key is taken.");
        Image mine = image("mine");
        Map<String, String> fetch = new java.util.HashMap<>(form);
        fetch.put("fetch", "true");
        assertThat(send("/images-admin/" + mine.id(), fetch)).hasRedirectedUrl("/images-admin");
        assertThat(send("/images-admin/" + mine.id(), form)).hasStatus(409);
        assertThat(keeper.image(mine.id()).orElseThrow().fetch().attempt()).isEqualTo(1);
        assertThat(page("/images-admin/" + mine.id() + "/row", admin))
                .hasStatusOk()
                .bodyText()
                .contains("Mine");
        assertThat(send("/images-admin/" + mine.id() + "/cancel", Map.of())).hasRedirectedUrl("/images-admin");
        assertThat(keeper.image(mine.id()).orElseThrow().fetch().state().underWay())
                .isFalse();
        assertThat(send("/images-admin/" + mine.id() + "/remove", Map.of())).hasRedirectedUrl("/images-admin");
        assertThat(keeper.image(mine.id())).isEmpty();
    }

    @Test
    void keepsAnImageThatAConfigNames() {
        Image tiny = image("tiny");
        assertThat(send("/images-admin/" + tiny.id() + "/remove", Map.of()))
                .hasRedirectedUrl("/images-admin/" + tiny.id());
        assertThat(keeper.image(tiny.id())).isPresent();
    }

    @Test
    void designsAPodAndItsConfigInVersions() {
        String text = """
                nodes:
                  - {name: solo, jumpHost: true, vcpus: 1, memoryMib: 512, disksGib: [4]}
                """;
        assertThat(page("/catalog/pods/new", admin)).hasStatusOk().bodyText().contains("jumpHost: true");
        Map<String, String> pod =
                Map.of("key", "solo", "name", "Solo", "description", "", "definition", text, "version", "1");
        assertThat(send("/catalog/pods", pod)).hasRedirectedUrl("/catalog/pods/solo");
        assertThat(send("/catalog/pods", pod)).hasStatus(422).bodyText().contains("This key is taken.");
        assertThat(page("/catalog/pods/solo/edit", admin))
                .hasStatusOk()
                .bodyText()
                .contains("name: solo");
        assertThat(send("/catalog/pods/solo/edit", pod)).hasRedirectedUrl("/catalog/pods/solo");
        assertThat(catalog.newestPod("solo").orElseThrow().version()).isEqualTo(2);
        assertThat(send("/catalog/pods/solo/edit", pod)).as("stale").hasStatus(409);
        assertThat(page("/catalog/configs/new?pod=solo", admin))
                .hasStatusOk()
                .bodyText()
                .contains("node: solo");
        Map<String, String> config = Map.of(
                "key",
                "solo-tiny",
                "name",
                "Tiny",
                "description",
                "",
                "version",
                "1",
                "definition",
                "nodes: [{node: solo, image: tiny, hostName: solo, cloudInit: {packages: [vim]}}]");
        assertThat(send("/catalog/configs?pod=solo", config)).hasRedirectedUrl("/catalog/pods/solo");
        assertThat(catalog.configsFor("solo").getFirst().nodes().getFirst().cloudInit())
                .contains("packages");
        assertThat(page("/catalog/configs/solo-tiny/edit", admin))
                .hasStatusOk()
                .bodyText()
                .contains("image: tiny");
        assertThat(send("/catalog/configs/solo-tiny/edit", config)).hasRedirectedUrl("/catalog/pods/solo");
        assertThat(send("/catalog/configs/solo-tiny/retire", Map.of())).hasRedirectedUrl("/catalog/pods/solo");
        assertThat(catalog.configsFor("solo")).isEmpty();
        assertThat(send("/catalog/pods/solo/retire", Map.of())).hasRedirectedUrl("/catalog/pods/solo");
        assertThat(page("/catalog/pods/solo", admin)).hasStatusOk().bodyText().contains("Offer it again", "Restore");
        assertThat(catalog.pods()).extracting(one -> one.key()).doesNotContain("solo");
    }

    @Test
    void saysWhereADesignIsWrong() {
        assertThat(send(
                        "/catalog/configs?pod=virtual-pharos-tiny",
                        Map.of(
                                "key",
                                "x",
                                "name",
                                "X",
                                "definition",
                                "nodes: [{node: jump, image: none, hostName: a}]")))
                .hasStatus(422)
                .bodyText()
                .contains("there is no image “none”", "Machine “node5”: it is missing.");
    }

    @Test
    void theApiTellsTheSame() {
        assertThat(page("/api/v1/pods", user)).hasStatusOk().bodyText().contains("\"key\":\"virtual-pharos\"", "node5");
        assertThat(page("/api/v1/configs?pod=virtual-pharos-tiny", user))
                .hasStatusOk()
                .bodyText()
                .contains("virtual-pharos-tiny-guest", "\"image\":\"tiny\"")
                .doesNotContain("debian");
        assertThat(page("/api/v1/images", user)).hasStatusOk().bodyText().contains("ubuntu-24.04");
    }

    private Image image(String key) {
        return catalog.images().stream()
                .filter(image -> image.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private MvcTestResult page(String uri, Person person) {
        return mvc.get().uri(uri).with(csrf()).with(signedIn(person)).exchange();
    }

    private MvcTestResult send(String uri, Map<String, String> form) {
        MockMvcTester.MockMvcRequestBuilder request =
                mvc.post().uri(uri).with(csrf()).with(signedIn(admin));
        form.forEach(request::param);
        return request.exchange();
    }
}
