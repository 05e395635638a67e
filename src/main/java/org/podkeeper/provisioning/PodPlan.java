package org.podkeeper.provisioning;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.podkeeper.account.SshKey;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.NetworkSpec;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.DeploymentPlan.Machine;

/** What is to stand on a host, whoever it is for. */
interface PodPlan {
    UUID installation();

    /** Ten characters that every name on the host carries. */
    String tag();

    /** Whose machines they are, or nobody's. */
    String ownerName();

    KvmHost host();

    Pod pod();

    List<Machine> machines();

    /** Who may get in. */
    List<SshKey> keys();

    /** What the machines belong to, kept with each on the host. */
    Map<String, String> belongsTo();

    /** One line for whoever looks with virsh. */
    String title();

    default PodNames names() {
        return new PodNames(tag());
    }

    default Segments segments() {
        return new Segments(pod());
    }

    default AddressPlan addresses() {
        return new AddressPlan(pod());
    }

    default NetworkSpec accessNetwork() {
        return DeploymentPlan.accessNetworkOf(host());
    }

    default List<Image> images() {
        return machines().stream()
                .flatMap(machine -> Stream.concat(Stream.of(machine.image()), machine.further().stream()))
                .distinct()
                .toList();
    }
}
