package org.podkeeper.provisioning;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.podkeeper.account.SshKey;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.DeploymentPlan.Machine;

/** A golden pod to be: it is nobody's, and nobody may get in. */
record GoldenPlan(UUID installation, GoldenPod golden, KvmHost host, Pod pod, List<Machine> machines)
        implements PodPlan {
    GoldenPlan {
        machines = List.copyOf(machines);
    }

    @Override
    public String tag() {
        return golden.tag();
    }

    @Override
    public String ownerName() {
        return "";
    }

    @Override
    public List<SshKey> keys() {
        return List.of();
    }

    @Override
    public Map<String, String> belongsTo() {
        return Map.of("golden", golden.id().toString());
    }

    @Override
    public String title() {
        return "Podkeeper golden pod " + golden.tag();
    }

    String frozen(Machine machine) {
        return names().frozen(machine.node().name());
    }
}
