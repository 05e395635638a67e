package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineSpec.Guard;
import org.podkeeper.hypervisor.MachineSpec.Nic;
import org.podkeeper.hypervisor.NetworkSpec;
import org.xmlunit.assertj3.XmlAssert;

/**
 * Every shape of XML that is sent to libvirt, against a file that can be read. After a wanted change run this with {@code
 * GOLDEN=write} in the environment, format the files, and look at the difference.
 */
class GoldenXmlTest {
    private static MachineSpec machine(boolean emulated) {
        return new MachineSpec(
                "pk-0a1b-jump",
                "Ann's <pod> & its jump host",
                2,
                2048,
                List.of("pk-0a1b-jump-vda.qcow2", "pk-0a1b-jump-vdb.qcow2"),
                "pk-0a1b-jump-seed.iso",
                List.of(
                        new Nic("52:54:00:00:00:01", "access", Guard.JUMP_HOST, "10.20.30.5"),
                        new Nic("52:54:00:00:00:02", "pk-0a1b-admin", Guard.NONE, null)),
                emulated,
                Map.of("deployment", "0a1b", "node", "jump", "owner", "ann@example.org"));
    }

    static Stream<Arguments> shapes() {
        NetworkSpec.Access access =
                new NetworkSpec.Access("access", "pkaccess", "10.20.30.0/29", List.of("192.0.2.1", "198.51.100.64/26"));
        NetworkSpec.Existing existing = new NetworkSpec.Existing("lab", "br0", List.of("192.0.2.0/24"));
        return Stream.of(
                Arguments.of("machine-kvm", DomainXml.of(machine(false), "/srv/disks", "d1")),
                Arguments.of("machine-emulated", DomainXml.of(machine(true), "/srv/disks", "d2")),
                Arguments.of("network-isolated", NetworkXml.of(new NetworkSpec.Isolated("pk-0a1b-admin", "pk0a1b0"))),
                Arguments.of("network-access", NetworkXml.of(access)),
                Arguments.of("network-existing", NetworkXml.of(existing)),
                Arguments.of("filter-access", FilterXml.forNetwork(access, access.closed())),
                Arguments.of("filter-existing", FilterXml.forNetwork(existing, existing.closed())),
                Arguments.of("pool", StorageXml.pool("podkeeper-disks", "/srv/disks")),
                Arguments.of("disk-empty", StorageXml.disk("pk-0a1b-node1-vdb.qcow2", 10L << 30, null)),
                Arguments.of(
                        "disk-overlay",
                        StorageXml.disk("pk-0a1b-jump-vda.qcow2", 100L << 30, "/srv/images/debian-13.qcow2")),
                Arguments.of("snapshot", SnapshotXml.of("before-upgrade")),
                Arguments.of(
                        "snapshot-known",
                        SnapshotXml.known(
                                "clean",
                                "running",
                                1_800_000_000,
                                List.of("vda", "vdb"),
                                Xml.parse("<domain type='kvm'><name>pk-0a1b-jump</name></domain>"))),
                Arguments.of("medium", MediumXml.of("/srv/images/rescue.iso")),
                Arguments.of("medium-bus", MediumXml.bus()),
                Arguments.of("frozen", new FrozenXml("Intel Skylake vmx qemu-7002022", List.of("g-vda.qcow2")).write()),
                Arguments.of("file-secret", StorageXml.secret("pk-0a1b-jump.memory", 90_056_109)),
                Arguments.of("file", StorageXml.file("pk-0a1b-jump-seed.iso", 380_928)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void isWrittenAsTheFileShows(String shape, String xml) throws IOException {
        if ("write".equals(System.getenv("GOLDEN"))) {
            Files.writeString(Path.of("src/test/resources/hypervisor", shape + ".xml"), xml);
        }
        try (InputStream golden = GoldenXmlTest.class.getResourceAsStream("/hypervisor/" + shape + ".xml")) {
            assertThat(golden).as("golden file of " + shape).isNotNull();
            XmlAssert.assertThat(xml)
                    .and(new String(golden.readAllBytes(), StandardCharsets.UTF_8))
                    .ignoreWhitespace()
                    .areIdentical();
        }
    }
}
