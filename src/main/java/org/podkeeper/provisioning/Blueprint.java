package org.podkeeper.provisioning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineSpec.Guard;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentPlan.Machine;

/** One machine of a plan in the hypervisor's words: the same whenever and by whichever portal it is drawn. */
record Blueprint(PodPlan plan, Machine of) {
    static String goldenName(Image image) {
        return image.sha256() + ".qcow2";
    }

    List<DiskSpec> disks() {
        List<Integer> sizes = of.node().disksGib();
        return IntStream.range(0, sizes.size())
                .mapToObj(
                        i -> new DiskSpec(plan.names().disk(of.node().name(), i), sizes.get(i), golden(of.imageOf(i))))
                .toList();
    }

    private static @Nullable String golden(@Nullable Image image) {
        return image == null ? null : goldenName(image);
    }

    String seed() {
        return plan.names().seed(of.node().name());
    }

    /** Not under a running machine: it has the seed it was started with. */
    void ensureSeed(Hypervisor host) {
        if (host.stateOf(of.domain()) != MachineState.RUNNING) {
            host.ensureFile(seed(), NoCloudSeed.iso(new CloudConfig(plan, of).files()));
        }
    }

    MachineSpec machine() {
        var nics = new ArrayList<MachineSpec.Nic>();
        if (of.accessMac() != null) {
            nics.add(new MachineSpec.Nic(
                    of.accessMac(), plan.accessNetwork().name(), Guard.JUMP_HOST, of.accessAddress()));
        }
        for (Pod.Nic nic : of.node().nics()) {
            nics.add(new MachineSpec.Nic(
                    of.mac(nic), plan.names().network(plan.segments().of(nic)), Guard.NONE, null));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(Installation.METADATA, plan.installation().toString());
        metadata.putAll(plan.belongsTo());
        metadata.put("node", of.node().name());
        return new MachineSpec(
                of.domain(),
                plan.title() + ": " + of.hostName(),
                of.node().vcpus(),
                of.node().memoryMib(),
                disks().stream().map(DiskSpec::name).toList(),
                seed(),
                nics,
                plan.host().emulated(),
                metadata);
    }
}
