package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.DesignKeeper;
import org.podkeeper.catalog.DesignKeeper.Draft;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.inventory.AccessNetwork;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostDetails;
import org.podkeeper.inventory.HostDraft;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostKeeper;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.MachineView;
import org.springframework.beans.factory.annotation.Autowired;

/** Pods whose way in is a bridge of the lab's own, and whose machines share cards between networks by VLAN tags. */
class NetworksStoryTest extends OnRealHosts {
    private static final KvmHostForTests HOST = RealHosts.one();
    private static final String KEY = "two-on-a-trunk";
    private static final String POD = """
            networks:
              - {name: admin, cidr: 192.168.11.0/24}
              - {name: storage, cidr: 192.168.20.0/24}
            nodes:
              - name: jump
                jumpHost: true
                vcpus: 1
                memoryMib: 160
                disksGib: [1]
                nics: [{name: nic1, networks: [admin, {network: storage, vlan: 20}]}]
              - name: node1
                vcpus: 1
                memoryMib: 160
                disksGib: [1]
                nics: [{name: nic1, networks: [admin, {network: storage, vlan: 20}]}]
            """;
    private static final String CONFIG = """
            nodes:
              - {node: jump, image: tiny, hostName: jump}
              - {node: node1, image: tiny, hostName: node1}
            """;

    @Autowired
    DesignKeeper designs;

    @Autowired
    HostKeeper hostKeeper;

    @Autowired
    Inventory inventory;

    @Test
    void theJumpHostIsOnTheLabsOwnBridgeAndTaggedNetworksAreReachedByTheirTagOnly() throws Exception {
        PersonId designer = people.some(Role.LAB_ADMIN).id();
        done(designs.addPod(KEY, new Draft("Two on a trunk", "Two networks on one card", POD), designer));
        done(designs.addConfig(KEY, KEY, new Draft("Two tiny guests", "For a trunk", CONFIG), designer));
        Pod pod = lab.pod(KEY);
        HostId host = lab.realHost(HOST, pod.resources());
        AccessNetwork before = inventory.host(host).orElseThrow().accessNetwork();
        try (var bridge = new LabsOwnBridge()) {
            accessBy(host, new AccessNetwork.Bridge(LabsOwnBridge.NAME));
            BookingView booking = book(pod, null, Duration.ofHours(1));
            List<MachineView> machines = provisioning.machines(awaitState(booking, DeploymentState.READY));
            MachineView jump = machines.getFirst();

            assertThat(jump.accessAddress()).startsWith(LabsOwnBridge.SUBNET);
            assertThat(bridge.leases()).contains(jump.accessAddress());
            assertThat(page(booking)).contains("ssh pod@" + jump.accessAddress());
            for (MachineView machine : machines) {
                assertThat(SSH.run(HOST, machines, machine, "hostname").strip()).isEqualTo(machine.hostName());
            }
            reachEachOtherByTheTagOnly(machines);

            end(booking);
            awaitState(booking, DeploymentState.GONE);
            nothingIsLeftOn(HOST);
            assertThat(HOST.exec("ip", "link", "show", LabsOwnBridge.NAME).code())
                    .as("what the lab made stays")
                    .isZero();
        } finally {
            accessBy(host, before);
        }
    }

    private void reachEachOtherByTheTagOnly(List<MachineView> machines) throws Exception {
        MachineView jump = machines.getFirst();
        String storage = addressOn(jump, "storage");
        String other = addressOn(machines.getLast(), "storage");
        assertThat(SSH.run(HOST, machines, jump, "ip -4 -o addr show dev nic1.20"))
                .contains(storage + "/24");
        assertThat(pings(machines, "node1.storage")).isTrue();

        SSH.run(
                HOST,
                machines,
                jump,
                "sudo ip link set nic1.20 down; sudo ip addr del %s/24 dev nic1.20; sudo ip addr add %s/24 dev nic1"
                        .formatted(storage, storage));
        assertThat(pings(machines, other)).isFalse();
        assertThat(pings(machines, "node1.admin")).isTrue();
    }

    private static boolean pings(List<MachineView> machines, String name) throws Exception {
        String answer = SSH.run(
                        HOST,
                        machines,
                        machines.getFirst(),
                        "ping -c 1 -W 4 %s >/dev/null 2>&1 && echo yes || echo no".formatted(name))
                .strip();
        assertThat(answer).isIn("yes", "no");
        return answer.equals("yes");
    }

    private static String addressOn(MachineView machine, String network) {
        return machine.addresses().stream()
                .filter(address -> address.network().equals(network))
                .findFirst()
                .orElseThrow()
                .ip();
    }

    private void accessBy(HostId id, AccessNetwork access) {
        HostDetails details = inventory.details(id).orElseThrow();
        HostDraft draft = details.draft();
        done(hostKeeper.changeHost(
                id,
                details.version(),
                new HostDraft(
                        draft.lab(),
                        draft.name(),
                        draft.uri(),
                        draft.capacity(),
                        draft.overcommit(),
                        draft.imageDirectory(),
                        draft.diskDirectory(),
                        access,
                        draft.accessVia(),
                        draft.closedAddresses(),
                        draft.acceleration())));
    }

    private static <T> T done(Change<T> change) {
        return switch (change) {
            case Change.Done<T>(T made) -> made;
            case Change.Refused<T>(var complaints) -> throw new AssertionError(complaints);
        };
    }

    /** What an admin has prepared on the host: a bridge with an address and a DHCP server. */
    private static final class LabsOwnBridge implements AutoCloseable {
        static final String NAME = "labs-own";
        static final String SUBNET = "10.66.0.";

        private final Process dhcp;

        LabsOwnBridge() throws Exception {
            succeeded("ip", "link", "add", NAME, "type", "bridge", "forward_delay", "0");
            succeeded("ip", "address", "add", SUBNET + "1/24", "dev", NAME);
            succeeded("ip", "link", "set", NAME, "up");
            dhcp = new ProcessBuilder(
                            "ip",
                            "netns",
                            "exec",
                            HOST.namespace(),
                            "dnsmasq",
                            "--no-daemon",
                            "--conf-file=/dev/null",
                            "--port=0",
                            "--bind-interfaces",
                            "--interface=" + NAME,
                            "--except-interface=lo",
                            "--dhcp-authoritative",
                            "--dhcp-range=" + SUBNET + "50," + SUBNET + "99,1h",
                            "--dhcp-leasefile=" + HOST.directory().resolve("labs-own.leases"))
                    .redirectErrorStream(true)
                    .redirectOutput(HOST.directory().resolve("labs-own.log").toFile())
                    .start();
        }

        String leases() throws Exception {
            return java.nio.file.Files.readString(HOST.directory().resolve("labs-own.leases"));
        }

        private static void succeeded(String... command) {
            var result = HOST.exec(command);
            assertThat(result.code()).as(result.output()).isZero();
        }

        @Override
        public void close() throws Exception {
            dhcp.destroyForcibly().waitFor();
            succeeded("ip", "link", "delete", NAME);
        }
    }
}
