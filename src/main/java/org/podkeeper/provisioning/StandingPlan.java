package org.podkeeper.provisioning;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.SshKey;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.DeploymentPlan.Machine;

/**
 * A standing pod to be: it is nobody's, and nobody may get in.
 *
 * @param golden what its machines go on from, or null when they are booted
 */
record StandingPlan(
        UUID installation,
        StandingPod standing,
        KvmHost host,
        Pod pod,
        List<Machine> machines,
        @Nullable GoldenPod golden)
        implements PodPlan {
    StandingPlan {
        machines = List.copyOf(machines);
    }

    @Override
    public String tag() {
        return standing.tag();
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
        return Map.of(
                "deployment",
                standing.life().toString(),
                "standing",
                standing.id().toString());
    }

    @Override
    public String title() {
        return "Podkeeper standing pod " + standing.tag();
    }
}
