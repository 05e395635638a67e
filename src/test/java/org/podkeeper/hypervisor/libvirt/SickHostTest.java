package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineState;

/** Hosts that hang, die and come back. */
@Tag("vm")
class SickHostTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static KvmHostForTests sick;

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static KvmHostForTests healthy;

    private final LibvirtHypervisors hypervisors =
            new LibvirtHypervisors(HypervisorSettings.defaults().withTimeouts(LIMIT, Duration.ofSeconds(1)));

    private final LibvirtHypervisors patient = new LibvirtHypervisors(HypervisorSettings.defaults());

    @BeforeAll
    static void startHosts() {
        sick = KvmHostForTests.start("sick");
        healthy = KvmHostForTests.start("healthy");
    }

    @AfterAll
    static void stopHosts() {
        sick.stop();
        healthy.stop();
    }

    @BeforeEach
    void bothAnswer() {
        Await.until(() -> answers(onSick()) && answers(onHealthy()));
    }

    @AfterEach
    void close() {
        hypervisors.close();
        patient.close();
    }

    private Hypervisor onSick() {
        return hypervisors.on(sick.address());
    }

    /** For what may take its time on a busy machine: here only the answer counts. */
    private Hypervisor patiently() {
        return patient.on(sick.address());
    }

    private Hypervisor onHealthy() {
        return hypervisors.on(healthy.address());
    }

    private static Duration took(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void aHangingHostFailsItsOwnCallersInTimeAndDelaysNobodyElse() throws Exception {
        sick.signalLibvirtd("STOP");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Duration>> hanging = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                hanging.add(callers.submit(() -> took(() -> assertThatThrownBy(() -> onSick().stateOf("nobody"))
                        .isInstanceOf(HostUnreachable.class)
                        .hasMessageStartingWith("The host " + sick.namespace() + " did not "))));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(took(() -> onHealthy().stateOf("nobody"))).isLessThan(LIMIT.dividedBy(2));
            }
            for (Future<Duration> call : hanging) {
                assertThat(call.get()).isLessThan(LIMIT.plusSeconds(1));
            }
        } finally {
            sick.signalLibvirtd("CONT");
        }
        assertThat(onSick().stateOf("nobody")).isEqualTo(MachineState.ABSENT);
    }

    @Test
    void aHostThatHangsForLongCostsABoundedNumberOfThreadsAndIsUsedAgainWhenItComesBack() {
        sick.signalLibvirtd("STOP");
        try {
            for (int i = 0; i < 12; i++) {
                assertThatThrownBy(() -> onSick().stateOf("nobody")).isInstanceOf(HostUnreachable.class);
            }
            assertThat(took(() -> assertThatThrownBy(() -> onSick().stateOf("nobody"))
                            .isInstanceOf(HostUnreachable.class)
                            .hasMessageContaining("hangs")))
                    .isLessThan(Duration.ofMillis(500));
            assertThat(threadsFor(sick)).isLessThan(40);
        } finally {
            sick.signalLibvirtd("CONT");
        }
        Await.until(() -> answers(onSick()));
        // what was given up goes away by itself: one connection is left
        Await.until(() -> threadsNamed("libvirt-connect " + sick.uri()) == 0);
    }

    private static long threadsFor(KvmHostForTests host) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(host.uri()))
                .count();
    }

    private static long threadsNamed(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    private static boolean answers(Hypervisor host) {
        try {
            host.stateOf("nobody");
            return true;
        } catch (HostUnreachable e) {
            return false;
        }
    }

    @Test
    void findsTheHostAndItsMachinesAgainAfterLibvirtdDied() {
        patiently().ensureDisk(new DiskSpec("survivor.qcow2", 1, null));
        patiently().ensureFile("survivor.iso", new byte[2048]);
        MachineSpec machine = new MachineSpec(
                "survivor", "survivor", 1, 64, List.of("survivor.qcow2"), "survivor.iso", List.of(), true, Map.of());
        patiently().ensureMachine(machine);
        patiently().ensureRunning("survivor");

        sick.killLibvirtd();
        assertThatThrownBy(() -> patiently().stateOf("survivor"))
                .isInstanceOf(HostUnreachable.class)
                .hasMessageStartingWith("The host " + sick.namespace() + " cannot be reached");
        sick.startLibvirtd();

        assertThat(patiently().stateOf("survivor")).isEqualTo(MachineState.RUNNING);
        patiently().ensureMachine(machine);
        patiently().ensureMachineAbsent("survivor");
    }

    @Test
    void aRestartBetweenTwoCallsIsNotNoticed() {
        sick.killLibvirtd();
        sick.startLibvirtd();

        assertThat(patiently().stateOf("nobody")).isEqualTo(MachineState.ABSENT);
    }

    @Test
    void saysWhatIsWrongWithAnAddress() {
        assertThatThrownBy(() -> hypervisors
                        .on(new HostAddress("qemu+pigeon://kvm9/system", "/i", "/d"))
                        .probe())
                .isInstanceOf(HostRefused.class)
                .hasMessageStartingWith("The host kvm9 does not accept the portal");
        assertThatThrownBy(() -> hypervisors
                        .on(new HostAddress("qemu+unix:///system?socket=/tmp/nowhere/kvm9/sock/s", "/i", "/d"))
                        .probe())
                .isInstanceOf(HostUnreachable.class)
                .hasMessageStartingWith("The host kvm9 cannot be reached");
    }

    @Test
    void keepsLibvirtsErrorsOffTheStandardErrorStream() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Quiet.class.getName(),
                        sick.uri())
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(output).contains("refused").doesNotContain("libvirt:");
    }

    /** A process that provokes an error of libvirt. */
    static final class Quiet {
        private Quiet() {}

        public static void main(String[] args) {
            LibvirtHypervisors hypervisors = new LibvirtHypervisors(HypervisorSettings.defaults());
            Hypervisor host = hypervisors.on(new HostAddress(args[0], "/proc/i", "/proc/d"));
            try {
                host.ensureDisk(new DiskSpec("x", 1, null));
            } catch (HostRefused e) {
                System.out.println("refused");
            }
            System.exit(0);
        }
    }
}
