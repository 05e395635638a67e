package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.KvmHostForTests.Result;
import org.podkeeper.hypervisor.NetworkSpec;

/**
 * What two guarded cards on an access network can reach, by real packets. A network namespace with a cable to the bridge
 * stands for each jump host: the filter is bound to the bridge's end of the cable as libvirt binds it to a machine's.
 *
 * <p>A connection to a port on which nobody listens tells everything: refused means the packet went there and the answer
 * came back, silence means that it was dropped.
 */
@Tag("vm")
class JumpHostGuardTest {
    private static final String GATEWAY = "10.79.0.1";
    private static final String ONE = "10.79.0.51";
    private static final String TWO = "10.79.0.52";
    private static final LibvirtHypervisors HYPERVISORS = new LibvirtHypervisors(HypervisorSettings.defaults());

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static KvmHostForTests kvm;

    private enum Answer {
        ACCEPTED,
        REFUSED,
        SILENCE
    }

    @BeforeAll
    static void connectTwoJumpHosts() throws Exception {
        kvm = KvmHostForTests.start("guard");
        ensureNetwork(List.of());
        attach("one", ONE, "52:54:00:79:00:01");
        attach("two", TWO, "52:54:00:79:00:02");
    }

    @AfterAll
    static void stopHost() {
        HYPERVISORS.close();
        kvm.stop();
    }

    private static void ensureNetwork(List<String> closed) {
        HYPERVISORS.on(kvm.address()).ensureNetwork(new NetworkSpec.Access("guard", "pkguard", "10.79.0.0/24", closed));
    }

    private static String namespace(String guest) {
        return kvm.namespace() + "-guest-" + guest;
    }

    private static void attach(String guest, String address, String mac) throws Exception {
        String namespace = kvm.addGuestNamespace(guest);
        String port = "port-" + guest;
        String cable = String.join(
                " && ",
                "ip link add %s type veth peer name eth0 address %s netns %s".formatted(port, mac, namespace),
                "ip link set %s master pkguard up".formatted(port),
                "ip -n %s link set lo up".formatted(namespace),
                "ip -n %s link set eth0 up".formatted(namespace),
                "ip -n %s address add %s/24 dev eth0".formatted(namespace, address),
                "ip -n %s route add default via %s".formatted(namespace, GATEWAY));
        succeeded(kvm.exec("bash", "-c", cable));
        Path binding = kvm.directory().resolve(guest + "-binding.xml");
        Files.writeString(binding, Xml.document("filterbinding", x -> {
            x.element("owner", o -> o.text("name", guest).text("uuid", UUID.randomUUID()));
            x.empty("portdev", "name", port);
            x.empty("mac", "address", mac);
            x.element(
                    "filterref",
                    f -> f.attributes("filter", FilterXml.nameFor("guard"))
                            .empty("parameter", "name", "MAC", "value", mac)
                            .empty("parameter", "name", "IP", "value", address));
        }));
        succeeded(kvm.exec("virsh", "-c", kvm.uri(), "nwfilter-binding-create", binding.toString()));
    }

    private static void succeeded(Result result) {
        assertThat(result.code()).as(result.output()).isZero();
    }

    private static Answer from(String namespace, String address, int port) {
        Result result =
                KvmHostForTests.in(namespace, "timeout", "2", "bash", "-c", "</dev/tcp/%s/%d".formatted(address, port));
        return switch (result.code()) {
            case 0 -> Answer.ACCEPTED;
            case 124 -> Answer.SILENCE;
            default -> {
                assertThat(result.output()).contains("Connection refused");
                yield Answer.REFUSED;
            }
        };
    }

    private static Answer fromOne(String address, int port) {
        return from(namespace("one"), address, port);
    }

    private static Answer fromTheHost(String address, int port) {
        return from(kvm.namespace(), address, port);
    }

    @Test
    void reachesTheWorldBeyondTheHost() {
        assertThat(fromOne(KvmHostForTests.OUTSIDE, 80)).isEqualTo(Answer.REFUSED);
    }

    @Test
    void reachesTheHostForNamesAndForNothingElse() {
        assertThat(fromOne(GATEWAY, 53)).isEqualTo(Answer.ACCEPTED);
        assertThat(fromOne(GATEWAY, 22)).isEqualTo(Answer.SILENCE);
        assertThat(fromOne(GATEWAY, 8080)).isEqualTo(Answer.SILENCE);
        assertThat(fromOne(KvmHostForTests.UPLINK, 8080)).isEqualTo(Answer.SILENCE);
    }

    @Test
    void reachesNoneOfTheHostsFurtherAddressesThoughNobodyListedThem() {
        String further = "203.0.113.9";
        succeeded(kvm.exec("ip", "address", "add", further + "/32", "dev", "lo"));
        assertThat(fromOne(further, 8080)).as("until the portal looks again").isEqualTo(Answer.REFUSED);
        ensureNetwork(List.of());

        assertThat(fromOne(further, 8080)).isEqualTo(Answer.SILENCE);
        assertThat(HYPERVISORS.on(kvm.address()).probe().addresses())
                .contains(further, KvmHostForTests.UPLINK, GATEWAY)
                .noneMatch(address -> address.startsWith("127."));
    }

    @Test
    void reachesNoOtherJumpHost() {
        assertThat(fromOne(TWO, 22)).isEqualTo(Answer.SILENCE);
        assertThat(fromOne(TWO, 80)).isEqualTo(Answer.SILENCE);
    }

    @Test
    void isReachedBySshOnly() {
        assertThat(fromTheHost(ONE, 22)).isEqualTo(Answer.REFUSED);
        assertThat(fromTheHost(ONE, 80)).isEqualTo(Answer.SILENCE);
    }

    @Test
    void isStoppedFromWhatIsClosedWhileItRuns() {
        ensureNetwork(List.of("198.51.100.0/24"));
        try {
            assertThat(fromOne(KvmHostForTests.OUTSIDE, 80)).isEqualTo(Answer.SILENCE);
        } finally {
            ensureNetwork(List.of());
        }
        assertThat(fromOne(KvmHostForTests.OUTSIDE, 80)).isEqualTo(Answer.REFUSED);
    }

    @Test
    void saysNothingUnderAForeignHardwareAddress() {
        succeeded(kvm.exec("ip", "-n", namespace("two"), "link", "set", "eth0", "address", "52:54:00:79:00:99"));
        try {
            assertThat(from(namespace("two"), KvmHostForTests.OUTSIDE, 80)).isNotIn(Answer.REFUSED, Answer.ACCEPTED);
        } finally {
            succeeded(kvm.exec("ip", "-n", namespace("two"), "link", "set", "eth0", "address", "52:54:00:79:00:02"));
        }
    }

    @Test
    void saysNothingUnderTheAddressOfAnotherJumpHost() {
        assertThat(fromTheHost(ONE, 22)).isEqualTo(Answer.REFUSED);
        speakingAs(ONE, two -> {
            assertThat(from(two, KvmHostForTests.OUTSIDE, 80)).isEqualTo(Answer.SILENCE);
            assertThat(hostsNeighbour()).contains("52:54:00:79:00:01");

            succeeded(kvm.exec("ip", "neighbour", "flush", "dev", "pkguard"));
            assertThat(fromTheHost(ONE, 22)).isEqualTo(Answer.REFUSED);
            assertThat(hostsNeighbour()).contains("52:54:00:79:00:01");
        });
    }

    @Test
    void saysNothingUnderAnAddressOfAnotherNetwork() {
        speakingAs(
                "192.0.2.77",
                two -> assertThat(from(two, KvmHostForTests.OUTSIDE, 80)).isEqualTo(Answer.SILENCE));
    }

    private static String hostsNeighbour() {
        return kvm.exec("ip", "neighbour", "show", ONE, "dev", "pkguard").output();
    }

    private static void speakingAs(String address, Consumer<String> test) {
        String two = namespace("two");
        succeeded(kvm.exec("ip", "-n", two, "address", "add", address + "/32", "dev", "eth0"));
        succeeded(kvm.exec("ip", "-n", two, "neighbour", "flush", "dev", "eth0"));
        String[] route = {"ip", "-n", two, "route", "replace", "default", "via", GATEWAY, "dev", "eth0", "src", address
        };
        succeeded(kvm.exec(route));
        try {
            test.accept(two);
        } finally {
            succeeded(kvm.exec("ip", "-n", two, "route", "replace", "default", "via", GATEWAY));
            succeeded(kvm.exec("ip", "-n", two, "address", "delete", address + "/32", "dev", "eth0"));
        }
    }
}
