package org.podkeeper.provisioning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.MachineFact;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.ReconcileComparison.Expected;
import org.podkeeper.provisioning.ReconcileComparison.Found;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Compares one host with the database, and removes from it what has no reason. No transaction is open meanwhile. */
@Component
class ReconcileHost {
    private static final Logger log = LoggerFactory.getLogger(ReconcileHost.class);

    private final Hypervisors hypervisors;
    private final ReconcileBooks books;
    private final ReconcileLedger ledger;
    private final Installation installation;

    ReconcileHost(Hypervisors hypervisors, ReconcileBooks books, ReconcileLedger ledger, Installation installation) {
        this.hypervisors = hypervisors;
        this.books = books;
        this.ledger = ledger;
        this.installation = installation;
    }

    /**
     * Compares, and removes what is due.
     *
     * @param wantedImages golden images that are used, see {@link ReconcileBooks#wantedImages()}
     * @return how many machines of ours the host has
     * @throws HostUnreachable when the host does not answer
     * @throws HostRefused when the host does not say what it has
     */
    int compare(KvmHost host, Map<String, String> wantedImages) {
        Hypervisor hypervisor = hypervisors.on(host.address());
        // a pod that gets ready or ends while the host is asked is left for the next time
        List<Expected> before = books.expectedOn(host.id());
        List<MachineFact> machines = hypervisor.machines(PodNames.ALL);
        List<Belonging> belongings = withoutTrialsAndKept(host, hypervisor.belongings(PodNames.ALL));
        Set<Expected> expected = new HashSet<>(before);
        expected.retainAll(books.expectedOn(host.id()));

        Map<String, MachineState> states =
                machines.stream().collect(Collectors.toMap(MachineFact::name, MachineFact::state));
        ReconcileComparison comparison = comparison(host, belongings);
        List<Found> found = new ArrayList<>(comparison.strays(belongings, machines));
        found.addAll(comparison.machines(expected, states));
        found.addAll(comparison.images(hypervisor.images(), wantedImages));
        books.seen(expected, states);
        letGoOn(host, hypervisor, states);
        removeCopies(host, hypervisor, belongings);
        ledger.record(host.id(), found);
        ledger.dueOn(host.id()).forEach(due -> removeInTime(due, host, hypervisor));
        if (!expected.isEmpty()) {
            guard(host, hypervisor);
        }
        return (int) machines.stream()
                .filter(machine -> PodNames.of(machine.name()).isPresent())
                .count();
    }

    /** The host may have got another address since, which its pods must not reach either. */
    private static void guard(KvmHost host, Hypervisor hypervisor) {
        try {
            hypervisor.ensureNetwork(DeploymentPlan.accessNetworkOf(host));
        } catch (HostRefused e) {
            log.warn("The access network of host {} is not as it should be", host.name(), e);
        }
    }

    /** Machines that a snapshot left standing still, because the host went away in the middle of it. */
    private void letGoOn(KvmHost host, Hypervisor hypervisor, Map<String, MachineState> states) {
        for (String domain : books.pausedForAFailedSnapshot(host.id())) {
            if (states.get(domain) == MachineState.PAUSED
                    && books.pausedForAFailedSnapshot(host.id()).contains(domain)) {
                hypervisor.ensureRunning(domain);
                ledger.repaired(
                        "LEFT_PAUSED",
                        domain,
                        "resumed",
                        "It was paused for a snapshot, and its host went away before the snapshot was taken.");
            }
        }
    }

    /** What saving a disk left, because the host went away for longer than anybody waited; the machine goes on. */
    private void removeCopies(KvmHost host, Hypervisor hypervisor, List<Belonging> belongings) {
        Map<String, List<Belonging>> copies = belongings.stream()
                .filter(belonging -> PodNames.isOfACopy(belonging.name()))
                .collect(Collectors.groupingBy(
                        belonging -> PodNames.of(belonging.name()).orElseThrow().tag()));
        if (copies.isEmpty()) {
            return;
        }
        copies.keySet().retainAll(books.tagsAtRest(host.id()));
        copies.forEach((tag, left) -> {
            removeAll(left, hypervisor);
            books.stoppedForAFailedCopy(tag).forEach(hypervisor::ensureRunning);
            ledger.repaired(
                    "COPY_LEFT",
                    new PodNames(tag).prefix(),
                    left.size() + " removed",
                    "The disk of a machine was being saved when its host went away, for longer than anybody waited.");
        });
    }

    private static void removeAll(List<Belonging> left, Hypervisor hypervisor) {
        // machines first: they hold their disks, and these the images
        List<Belonging.Kind> order =
                List.of(Belonging.Kind.MACHINE, Belonging.Kind.FILE, Belonging.Kind.NETWORK, Belonging.Kind.IMAGE);
        left.stream()
                .sorted(Comparator.comparing(belonging -> order.indexOf(belonging.kind())))
                .forEach(belonging -> {
                    switch (belonging.kind()) {
                        case MACHINE -> hypervisor.ensureMachineAbsent(belonging.name());
                        case FILE -> hypervisor.ensureDiskAbsent(belonging.name());
                        case NETWORK -> hypervisor.ensureNetworkAbsent(belonging.name());
                        case IMAGE -> hypervisor.ensureImageAbsent(belonging.name());
                    }
                });
    }

    /**
     * A trial machine is there for a minute and removed by the trial itself; what is kept goes when its time is over, and
     * standing pods are looked after more often.
     */
    private List<Belonging> withoutTrialsAndKept(KvmHost host, List<Belonging> belongings) {
        Set<String> others = new HashSet<>(books.trialsOn(host.id()));
        others.addAll(books.keptOn(host.id()));
        others.addAll(books.standingOn(host.id()));
        return belongings.stream()
                .filter(belonging -> PodNames.of(belonging.name())
                        .filter(names -> others.contains(names.tag()))
                        .isEmpty())
                .toList();
    }

    private ReconcileComparison comparison(KvmHost host, List<Belonging> belongings) {
        Set<String> tags = belongings.stream()
                .map(belonging -> PodNames.of(belonging.name()))
                .flatMap(Optional::stream)
                .map(PodNames::tag)
                .collect(Collectors.toSet());
        return new ReconcileComparison(
                host.id(), installation.id(), books.byTag(tags), books.goldenByTag(tags), ledger.provenOn(host.id()));
    }

    private void removeInTime(Difference due, KvmHost host, Hypervisor hypervisor) {
        try {
            remove(due, hypervisor);
            ledger.dealtWith(due, host.name(), "the portal");
            log.info("Removed {} ({}) from {}", due.subject(), due.contents(), host.name());
        } catch (HostUnreachable | HostRefused e) {
            log.warn("Could not remove {} from {}", due.subject(), host.name(), e);
            ledger.failed(due, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Removes what a lab admin points at, when it is still what it was said to be.
     *
     * @return whether it was
     * @throws HostUnreachable when the host does not answer
     * @throws HostRefused when the host will not
     */
    boolean remove(Difference difference, KvmHost host, String who) {
        Hypervisor hypervisor = hypervisors.on(host.address());
        if (!difference.kind().isImage() && !isStill(difference, host, hypervisor)) {
            return false;
        }
        try {
            remove(difference, hypervisor);
        } catch (HostUnreachable | HostRefused e) {
            ledger.failed(difference, String.valueOf(e.getMessage()));
            throw e;
        }
        ledger.dealtWith(difference, host.name(), who);
        log.info("{} removed {} ({}) from {}", who, difference.subject(), difference.contents(), host.name());
        return true;
    }

    private boolean isStill(Difference difference, KvmHost host, Hypervisor hypervisor) {
        List<Belonging> belongings = hypervisor.belongings(difference.subject());
        return comparison(host, belongings).strays(belongings, hypervisor.machines(difference.subject())).stream()
                .anyMatch(found -> found.kind() == difference.kind());
    }

    private static void remove(Difference difference, Hypervisor hypervisor) {
        if (difference.kind().isImage()) {
            removeImage(difference.subject(), hypervisor);
            return;
        }
        removeAll(hypervisor.belongings(difference.subject()), hypervisor);
        List<Belonging> left = hypervisor.belongings(difference.subject());
        if (!left.isEmpty()) {
            throw new HostRefused("Still on the host after removal: " + left);
        }
    }

    /** Not under a disk that was made meanwhile. */
    private static void removeImage(String name, Hypervisor hypervisor) {
        if (hypervisor.images().stream().anyMatch(image -> image.name().equals(name) && image.used())) {
            throw new HostRefused("A disk on the host is made from the image %s by now.".formatted(name));
        }
        hypervisor.ensureImageAbsent(name);
    }
}
