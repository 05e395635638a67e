package org.podkeeper.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class PodTextTest {
    private static final String GOOD = """
            networks:
              - {name: admin, cidr: 192.168.11.0/24}
              - {name: storage, cidr: 192.168.20.0/24}
            nodes:
              - name: jump
                jumpHost: true
                vcpus: 1
                memoryMib: 160
                disksGib: [1]
                nics:
                  - name: nic1
                    networks: [admin, {network: storage, vlan: 20}]
              - name: node1
                vcpus: 1
                memoryMib: 160
                disksGib: [1, 2]
                nics:
                  - name: nic1
                    networks: [admin]
            """;

    @Test
    void readsWhatItWrites() {
        Designs.PodDocument document = PodText.read(GOOD);
        assertThat(document.nodes()).hasSize(2);
        assertThat(document.nodes().getFirst().nics().getFirst().attachments())
                .containsExactly(new Pod.Attachment("admin", null), new Pod.Attachment("storage", 20));
        assertThat(PodText.read(PodText.write(document.networks(), document.nodes())))
                .isEqualTo(document);
    }

    @Test
    void saysTheLineWhereItIsNotYaml() {
        assertThat(problems("nodes:\n  - name: [jump"))
                .singleElement()
                .asString()
                .startsWith("Line ");
    }

    @Test
    void saysEveryUnknownWordAndMissingValueWithItsPlace() {
        assertThat(problems(GOOD.replace("vcpus: 1", "cpus: 1")))
                .anySatisfy(problem -> assertThat(problem).contains("Machine 1 (jump)", "“cpus”"))
                .anySatisfy(problem -> assertThat(problem).contains("Machine 2 (node1)", "“vcpus” must be"));
    }

    @Test
    void wantsExactlyOneJumpHost() {
        assertThat(problems(GOOD.replace("jumpHost: true", "jumpHost: false")))
                .anySatisfy(problem -> assertThat(problem).contains("here it is 0"));
    }

    @Test
    void refusesNetworksThatOverlapOrAreNotPrivateOrTooSmall() {
        assertThat(problems(GOOD.replace("192.168.20.0/24", "192.168.11.128/25")))
                .anySatisfy(problem -> assertThat(problem).contains("overlap"));
        assertThat(problems(GOOD.replace("192.168.20.0/24", "8.8.8.0/24")))
                .anySatisfy(problem -> assertThat(problem).contains("not a private IPv4 subnet"));
        assertThat(problems(GOOD.replace("192.168.20.0/24", "192.168.20.1/24")))
                .anySatisfy(problem -> assertThat(problem).contains("not a private IPv4 subnet"));
    }

    @Test
    void refusesTagsThatBridgesCannotTranslate() {
        assertThat(problems(GOOD.replace("networks: [admin]", "networks: [{network: storage, vlan: 21}]")))
                .anySatisfy(problem -> assertThat(problem).contains("“storage” is tagged differently"));
        assertThat(problems(GOOD.replace("networks: [admin]", "networks: [storage]")))
                .anySatisfy(problem -> assertThat(problem).contains("“storage” is tagged differently"));
    }

    @Test
    void refusesTwoUntaggedNetworksOnOneCard() {
        assertThat(problems(GOOD.replace("{network: storage, vlan: 20}", "storage")))
                .anySatisfy(problem -> assertThat(problem).contains("at most one of its networks can be untagged"));
    }

    @Test
    void refusesUnknownNetworksAndBadNames() {
        assertThat(problems(GOOD.replace("networks: [admin]", "networks: [public]")))
                .anySatisfy(problem -> assertThat(problem).contains("there is no network “public”"));
        assertThat(problems(GOOD.replace("name: node1", "name: Node_1")))
                .anySatisfy(problem -> assertThat(problem).contains("Machine “Node_1”", "host name"));
        assertThat(problems(GOOD.replace("name: node1", "name: jump")))
                .anySatisfy(problem -> assertThat(problem).contains("Two machines are called “jump”"));
    }

    @Test
    void refusesBombsAndWhatIsNoMapping() {
        assertThat(problems("- a")).isNotEmpty();
        assertThat(problems("x".repeat(70_000))).isNotEmpty();
        assertThat(problems("")).isNotEmpty();
        assertThat(problems("a: !!java.net.URL [http://x]")).isNotEmpty();
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(BadDesign.class, () -> PodText.read(text)).problems();
    }
}
