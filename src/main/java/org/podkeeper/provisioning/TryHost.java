package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Image;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.GuestReport;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.ImageSpec;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.StoredImage;
import org.podkeeper.inventory.AccessNetwork;
import org.podkeeper.inventory.HostCare;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.TrialView.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Really starts a small machine on a host, waits until its system says that it is up, and removes it again. It takes the
 * little memory that it needs from what the host keeps for itself. No transaction is open while the host works.
 */
@Component
class TryHost {
    private static final Logger log = LoggerFactory.getLogger(TryHost.class);
    private static final String NODE = "trial";
    private static final int LEAST_MEMORY_MIB = 128;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final HostTrials trials;
    private final Hypervisors hypervisors;
    private final Inventory inventory;
    private final HostCare care;
    private final Catalog catalog;
    private final Desk desk;

    /** What else it needs. */
    @org.springframework.stereotype.Component("tryHostDesk")
    record Desk(Installation installation, TrialSettings settings, Clock clock) {}

    TryHost(
            HostTrials trials,
            Hypervisors hypervisors,
            Inventory inventory,
            HostCare care,
            Catalog catalog,
            Desk desk) {
        this.trials = trials;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
        this.care = care;
        this.catalog = catalog;
        this.desk = desk;
    }

    /** Everything of it may be begun again at any point, by any portal. */
    void run(UUID id) {
        TrialView trial = trials.begin(id).orElse(null);
        KvmHost host = trial == null ? null : inventory.host(trial.host()).orElse(null);
        if (trial == null || host == null) {
            return;
        }
        Instant begun = desk.clock().instant();
        Hypervisor hypervisor = hypervisors.on(host.address());
        try {
            walk(trial, host, hypervisor);
        } catch (HostUnreachable | HostRefused | MachineSilent e) {
            log.info("The trial of {} failed", host.name(), e);
            cleanUp(trial, hypervisor);
            trials.failed(trial, String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException e) {
            DatabaseAway.passOn(e);
            log.error("The trial of {} failed inside the portal", host.name(), e);
            cleanUp(trial, hypervisor);
            trials.failed(trial, "Something went wrong inside the portal.");
            return;
        }
        String passed = "A trial machine started, answered and was removed again, in %d s."
                .formatted(Duration.between(begun, desk.clock().instant()).toSeconds());
        trials.passed(trial, passed);
        care.passedTrial(host.id(), passed);
    }

    private void walk(TrialView trial, KvmHost host, Hypervisor hypervisor) {
        var names = new PodNames(trial.tag());
        trials.says(trial.id(), Phase.LOOK, null);
        HostFacts facts = hypervisor.probe();
        List<String> problems = facts.problems().stream()
                .filter(problem -> !(problem.equals(HostFacts.WITHOUT_DNSMASQ)
                        && host.accessNetwork() instanceof AccessNetwork.Bridge))
                .toList();
        if (!problems.isEmpty()) {
            throw new HostRefused(String.join(" ", problems));
        }
        Image image = image(hypervisor);
        trials.says(trial.id(), Phase.IMAGE, image.name());
        hypervisor.ensureImage(
                new ImageSpec(Blueprint.goldenName(image), java.util.Objects.requireNonNull(image.file())),
                (bytes, total) -> trials.says(
                        trial.id(),
                        Phase.IMAGE,
                        "%s: %d of %d MiB".formatted(image.name(), bytes / 1_048_576, total / 1_048_576)));
        trials.says(trial.id(), Phase.NETWORK, null);
        hypervisor.ensureNetwork(DeploymentPlan.accessNetworkOf(host));
        trials.says(trial.id(), Phase.MACHINE, null);
        MachineSpec machine = machine(names, image, host);
        hypervisor.ensureDisk(
                new DiskSpec(names.disk(NODE, 0), Math.max(1, image.minimumDiskGib()), Blueprint.goldenName(image)));
        if (hypervisor.stateOf(machine.name()) != MachineState.RUNNING) {
            hypervisor.ensureFile(names.seed(NODE), NoCloudSeed.iso(seed(trial)));
        }
        hypervisor.ensureMachine(machine);
        trials.says(trial.id(), Phase.START, null);
        hypervisor.ensureRunning(machine.name());
        trials.says(trial.id(), Phase.ANSWER, null);
        awaitAnswer(hypervisor, machine.name());
        trials.says(trial.id(), Phase.REMOVE, null);
        remove(names, hypervisor);
        List<Belonging> left = hypervisor.belongings(names.prefix());
        if (!left.isEmpty()) {
            throw new HostRefused("The trial machine ran, but cannot be removed: " + left);
        }
    }

    /** One that the host has already, else any; the smallest. */
    private Image image(Hypervisor hypervisor) {
        Set<String> there = hypervisor.images().stream()
                .filter(StoredImage::whole)
                .map(StoredImage::name)
                .collect(Collectors.toSet());
        return catalog.images().stream()
                .filter(image -> image.available() && image.file() != null)
                .min(Comparator.comparing((Image image) -> !there.contains(Blueprint.goldenName(image)))
                        .thenComparingLong(Image::sizeBytes))
                .orElseThrow(
                        () -> new MachineSilent(
                                "There is no image on the portal that a trial machine could start from. Fetch one under Images."));
    }

    private MachineSpec machine(PodNames names, Image image, KvmHost host) {
        return new MachineSpec(
                names.domain(NODE),
                "Podkeeper trial: removed again in a minute",
                1,
                Math.max(LEAST_MEMORY_MIB, image.minimumMemoryMib()),
                List.of(names.disk(NODE, 0)),
                names.seed(NODE),
                List.of(),
                host.emulated(),
                Map.of(Installation.METADATA, desk.installation().id().toString(), "node", NODE));
    }

    /** Nobody can get in: the machine has no network and no user, and only says that its system is up. */
    private static Map<String, String> seed(TrialView trial) {
        String say =
                "trap '' HUP; i=0; while [ $i -lt 600 ]; do i=$((i+1)); timeout 2 sh -c 'echo state=up > /dev/virtio-ports/"
                        + GuestReport.CHANNEL + "'; sleep 1; done </dev/null >/dev/null 2>&1 &";
        return Map.of(
                "meta-data",
                "{\"instance-id\": \"" + trial.tag() + "\", \"local-hostname\": \"trial\"}\n",
                "user-data",
                """
                        #cloud-config
                        {"hostname": "trial", "users": [], "ssh_pwauth": false, "runcmd": [["sh", "-c", "%s"]]}
                        """.formatted(say),
                "network-config",
                "{\"version\": 2, \"ethernets\": {}}\n");
    }

    private void awaitAnswer(Hypervisor hypervisor, String machine) {
        Instant deadline = desk.clock().instant().plus(desk.settings().answer());
        while (hypervisor
                .report(machine)
                .filter(report -> "up".equals(report.values().get("state")))
                .isEmpty()) {
            MachineState state = hypervisor.stateOf(machine);
            if (state != MachineState.RUNNING) {
                throw new MachineSilent("The trial machine stopped while it was starting (it is " + state + ").");
            }
            if (desk.clock().instant().isAfter(deadline)) {
                throw new MachineSilent("The trial machine was started but did not answer within "
                        + desk.settings().answer().toMinutes() + " min.");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static void remove(PodNames names, Hypervisor hypervisor) {
        hypervisor.ensureMachineAbsent(names.domain(NODE));
        hypervisor.ensureDiskAbsent(names.disk(NODE, 0));
        hypervisor.ensureDiskAbsent(names.seed(NODE));
    }

    /** What cannot be removed now is found by the comparison of hosts and books, which removes it. */
    private static void cleanUp(TrialView trial, Hypervisor hypervisor) {
        try {
            remove(new PodNames(trial.tag()), hypervisor);
        } catch (HostUnreachable | HostRefused e) {
            log.info("What the trial {} made is removed later", trial.tag(), e);
        }
    }
}
