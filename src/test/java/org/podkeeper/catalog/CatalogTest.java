package org.podkeeper.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.podkeeper.PostgresForTests;
import org.podkeeper.kernel.PodkeeperSettings;
import org.podkeeper.kernel.Resources;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Import;

@DataJpaTest(properties = "spring.test.database.replace=none")
@ImportAutoConfiguration(JacksonAutoConfiguration.class)
@Import({PostgresForTests.class, Catalog.class, Designs.class, Images.class, SavedImageRows.class, ImageStore.class})
@EnableConfigurationProperties(PodkeeperSettings.class)
class CatalogTest {
    private final Catalog catalog;

    CatalogTest(@Autowired Catalog catalog) {
        this.catalog = catalog;
    }

    @Test
    void shipsThePharosPodWithSixMachinesOnFourNetworks() {
        Pod pod = catalog.pods().getFirst();
        assertThat(pod.key()).isEqualTo("virtual-pharos");
        assertThat(pod.nodes())
                .extracting(Pod.Node::name)
                .containsExactly("jump", "node1", "node2", "node3", "node4", "node5");
        assertThat(pod.networks())
                .extracting(Pod.Network::name)
                .containsExactly("admin", "management", "public", "storage");
        assertThat(pod.resources()).isEqualTo(new Resources(24, 6 * 8192, 600));
        assertThat(pod.jumpHost().nics()).hasSize(4);
    }

    @Test
    void shipsAConfigForEveryPod() {
        assertThat(catalog.pods())
                .hasSize(4)
                .allSatisfy(pod -> assertThat(catalog.configsFor(pod.key()))
                        .isNotEmpty()
                        .allSatisfy(config -> assertThat(config.nodes())
                                .extracting(Config.Software::hostName)
                                .containsExactlyElementsOf(
                                        pod.nodes().stream().map(Pod.Node::name).toList())));
    }

    @Test
    void saysThatAnImageIsNotHereAndWhoCanHelp() {
        Pod pod = catalog.pods().getFirst();
        assertThat(catalog.obstacles(pod, catalog.configsFor(pod.key()).getFirst()))
                .containsExactly("Image Debian 13 is not here yet: a lab admin can fetch it on the images page.");
    }
}
