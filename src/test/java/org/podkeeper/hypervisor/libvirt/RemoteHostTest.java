package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.MachineSpec;

/**
 * A host that is reached over the network as docs/operations/prepare-a-kvm-host.md says: with TLS and with SSH. Both
 * servers are inside the host's network; a port of this machine's loopback leads to each.
 */
@Tag("vm")
class RemoteHostTest {
    private static final int TLS = 16514;
    private static final int SSH = 2222;

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static KvmHostForTests kvm;

    @SuppressWarnings("NullAway.Init") // opened before the first test
    private static LoopbackDoor tls;

    @SuppressWarnings("NullAway.Init") // opened before the first test
    private static LoopbackDoor ssh;

    @BeforeAll
    static void aHostWithTwoDoors() throws Exception {
        makeCertificates();
        makeSshKeys();
        kvm = KvmHostForTests.startWithTls("remote", directory.resolve("server"));
        tls = leadTo(TLS);
        startSshServer();
        ssh = leadTo(SSH);
        Files.writeString(
                directory.resolve("known_hosts"), "[localhost]:" + ssh.port() + " " + hostsPublicKey() + "\n");
    }

    @AfterAll
    static void stop() throws IOException {
        tls.close();
        ssh.close();
        kvm.stop();
    }

    @Test
    void startsAMachineOverTls() {
        try (var hypervisors = new LibvirtHypervisors(HypervisorSettings.defaults())) {
            assertThat(startsAMachine(hypervisors.on(at(tlsUri("client"))))).isEqualTo("RUNNING");
        }
    }

    @Test
    void isRefusedOverTlsWithoutACertificateThatTheHostKnows() {
        try (var hypervisors = new LibvirtHypervisors(HypervisorSettings.defaults())) {
            Hypervisor host = hypervisors.on(at(tlsUri("stranger")));
            assertThatThrownBy(host::probe)
                    .isInstanceOfAny(HostRefused.class, HostUnreachable.class)
                    .hasMessageContaining("localhost");
        }
    }

    @Test
    void startsAMachineOverSsh() throws Exception {
        assertThat(asPortalUserWith("known_hosts", sshUri())).isEqualTo("RUNNING");
    }

    /** Whoever answers in the host's place gets no session. */
    @Test
    void isNotTalkedToOverSshWhenItsKeyIsNotKnown() throws Exception {
        assertThat(asPortalUserWith("nobody_known", sshUri())).contains("localhost", "Host key verification failed");
    }

    private static String tlsUri(String who) {
        return "qemu+tls://localhost:%d/system?pkipath=%s".formatted(tls.port(), directory.resolve(who));
    }

    private static String sshUri() {
        return "qemu+ssh://root@localhost:%d/system?keyfile=%s".formatted(ssh.port(), directory.resolve("portal-key"));
    }

    private static HostAddress at(String uri) {
        return new HostAddress(
                uri, kvm.address().imageDirectory(), kvm.address().diskDirectory());
    }

    private static String startsAMachine(Hypervisor host) {
        HostFacts facts = host.probe();
        assertThat(facts.problems()).isEmpty();
        host.ensureDisk(new DiskSpec("far.qcow2", 1, null));
        host.ensureFile("far.iso", new byte[2048]);
        host.ensureMachine(
                new MachineSpec("far", "far away", 1, 64, List.of("far.qcow2"), "far.iso", List.of(), true, Map.of()));
        host.ensureRunning("far");
        String state = host.stateOf("far").toString();
        host.ensureMachineAbsent("far");
        host.ensureDiskAbsent("far.qcow2");
        host.ensureDiskAbsent("far.iso");
        return state;
    }

    /** The portal's user has a home directory with a known_hosts of its own, so this is a process of its own. */
    private static String asPortalUserWith(String knownHosts, String uri) throws Exception {
        Process process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "bash",
                        "-euc",
                        "mkdir -p -m 700 ~/.ssh; mount -t tmpfs -o mode=700 none ~/.ssh; cp \"$0\" ~/.ssh/known_hosts; exec \"$@\"",
                        directory.resolve(knownHosts).toString(),
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PortalsHands.class.getName(),
                        uri,
                        kvm.address().imageDirectory(),
                        kvm.address().diskDirectory())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines()
                .filter(line -> line.startsWith("found: "))
                .map(line -> line.substring("found: ".length()))
                .findFirst()
                .orElse(output);
    }

    /** A process that does what the portal does with a new host. */
    static final class PortalsHands {
        private PortalsHands() {}

        public static void main(String[] args) {
            String found;
            try (var hypervisors = new LibvirtHypervisors(HypervisorSettings.defaults())) {
                found = startsAMachine(hypervisors.on(new HostAddress(args[0], args[1], args[2])));
            } catch (HostUnreachable | HostRefused e) {
                found = e.getClass().getSimpleName() + " " + e.getMessage();
            }
            System.out.println("found: " + found.replace('\n', ' '));
            System.exit(0);
        }
    }

    private static LoopbackDoor leadTo(int port) throws IOException {
        Await.until(() -> kvm.exec("ss", "-ltnH").output().contains("127.0.0.1:" + port));
        return new LoopbackDoor(kvm.namespace(), port);
    }

    private static void makeSshKeys() throws Exception {
        succeeded("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path("portal-key"));
        succeeded("dropbearkey", "-t", "ed25519", "-f", path("host-key"));
        Files.writeString(directory.resolve("nobody_known"), "");
    }

    private static String hostsPublicKey() throws Exception {
        return succeeded("dropbearkey", "-y", "-f", path("host-key"))
                .lines()
                .filter(line -> line.startsWith("ssh-ed25519 "))
                .findFirst()
                .orElseThrow();
    }

    /** In the host's network and with its files, where root has our key; it ends with the host. */
    private static void startSshServer() throws Exception {
        Files.createSymbolicLink(
                kvm.directory().resolve("run/libvirt-sock"), kvm.directory().resolve("sock/libvirt-sock"));
        new ProcessBuilder(
                        "nsenter",
                        "--net=/run/netns/" + kvm.namespace(),
                        "--mount=/proc/" + kvm.libvirtdPid() + "/ns/mnt",
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "bash",
                        "-euc",
                        "mkdir -p -m 700 ~/.ssh; mount -t tmpfs -o mode=700 none ~/.ssh; cp \"$1.pub\" ~/.ssh/authorized_keys;"
                                + " exec dropbear -F -E -s -r \"$2\" -p 127.0.0.1:\"$3\" -P \"$2.pid\"",
                        "sshd",
                        path("portal-key"),
                        path("host-key"),
                        String.valueOf(SSH))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("sshd.log").toFile())
                .start();
    }

    private static void makeCertificates() throws Exception {
        for (String who : List.of("server", "client", "stranger")) {
            Files.createDirectories(directory.resolve(who));
        }
        authority("ca");
        authority("other-ca");
        certificate("ca", "server", "server", "serverAuth");
        certificate("ca", "client", "client", "clientAuth");
        certificate("other-ca", "stranger", "client", "clientAuth");
        Files.copy(directory.resolve("ca.pem"), directory.resolve("server/cacert.pem"));
        Files.copy(directory.resolve("ca.pem"), directory.resolve("client/cacert.pem"));
        Files.copy(directory.resolve("ca.pem"), directory.resolve("stranger/cacert.pem"));
    }

    private static void authority(String name) throws Exception {
        succeeded(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-addext",
                "keyUsage=critical,keyCertSign",
                "-keyout",
                path(name + ".key"),
                "-out",
                path(name + ".pem"));
    }

    /** Makes DIR/NAMEcert.pem and DIR/NAMEkey.pem, as libvirt calls them. */
    private static void certificate(String authority, String who, String name, String use) throws Exception {
        Path request = directory.resolve(who + ".csr");
        Path extensions = Files.writeString(
                directory.resolve(who + ".ext"),
                "subjectAltName=DNS:localhost\nextendedKeyUsage=%s\nkeyUsage=critical,digitalSignature,keyEncipherment\nbasicConstraints=CA:FALSE\n"
                        .formatted(use));
        Path key = directory.resolve(who).resolve(name + "key.pem");
        succeeded(
                "openssl",
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + who,
                "-keyout",
                key.toString(),
                "-out",
                request.toString());
        succeeded(
                "openssl",
                "x509",
                "-req",
                "-days",
                "2",
                "-in",
                request.toString(),
                "-CA",
                path(authority + ".pem"),
                "-CAkey",
                path(authority + ".key"),
                "-CAcreateserial",
                "-extfile",
                extensions.toString(),
                "-out",
                directory.resolve(who).resolve(name + "cert.pem").toString());
    }

    private static String path(String name) {
        return directory.resolve(name).toString();
    }

    private static String succeeded(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
