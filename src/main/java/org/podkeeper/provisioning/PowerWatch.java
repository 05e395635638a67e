package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.MachineFact;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.inventory.Inventory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Looks how machines are while somebody looks at their page: nobody tells the portal what owners do inside of them. */
@Service
public class PowerWatch {
    private static final Logger log = LoggerFactory.getLogger(PowerWatch.class);
    private static final Duration OFTEN_ENOUGH = Duration.ofSeconds(5);

    private final Machines machines;
    private final Hypervisors hypervisors;
    private final Inventory inventory;
    private final Clock clock;
    private final Map<DeploymentId, Instant> asked = new ConcurrentHashMap<>();

    PowerWatch(Machines machines, Hypervisors hypervisors, Inventory inventory, Clock clock) {
        this.machines = machines;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
        this.clock = clock;
    }

    /**
     * Has the host asked how the pod's machines are, unless that was done just now, and does not wait: whoever reads the
     * machines a moment later sees it. Nothing happens to a pod that is not ready.
     */
    public void look(DeploymentView deployment) {
        if (deployment.state() != DeploymentState.READY) {
            return;
        }
        Instant now = clock.instant();
        asked.values().removeIf(at -> at.plus(OFTEN_ENOUGH).isBefore(now));
        if (asked.putIfAbsent(deployment.id(), now) == null) {
            Thread.ofVirtual().name("power-" + deployment.tag()).start(() -> ask(deployment, now));
        }
    }

    private void ask(DeploymentView deployment, Instant now) {
        try {
            var host = inventory.host(deployment.host()).orElseThrow();
            Map<String, MachineState> states =
                    hypervisors.on(host.address()).machines(new PodNames(deployment.tag()).prefix()).stream()
                            .collect(Collectors.toMap(MachineFact::name, MachineFact::state));
            List<String> domains = machines.of(deployment.id()).values().stream()
                    .map(Machines.Row::domain)
                    .toList();
            Arrays.stream(MachineState.values())
                    .forEach(state -> machines.seen(
                            domains.stream()
                                    .filter(domain -> states.getOrDefault(domain, MachineState.ABSENT) == state)
                                    .toList(),
                            state,
                            now));
        } catch (HostUnreachable | HostRefused e) {
            log.debug("Nobody knows how the machines of {} are", deployment.id(), e);
        } catch (RuntimeException e) {
            log.warn("The machines of {} were not looked at", deployment.id(), e);
        }
    }
}
