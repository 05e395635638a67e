package org.podkeeper.inventory;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;

/** Asks KVM hosts what they are. No transaction is open while it does. */
@Service
public class Probing {
    private static final Logger log = LoggerFactory.getLogger(Probing.class);

    private final Hypervisors hypervisors;
    private final Inventory inventory;

    Probing(Hypervisors hypervisors, Inventory inventory) {
        this.hypervisors = hypervisors;
        this.inventory = inventory;
    }

    /** Looks at a host that may not be in the inventory; nothing is recorded. Takes seconds when it does not answer. */
    public Finding look(HostAddress address) {
        if (HostUri.read(address.uri()) instanceof HostUri.Reading.Bad) {
            return new Finding.Failure("The portal does not open the libvirt URI " + address.uri() + ".");
        }
        try {
            return new Finding.Answer(hypervisors.on(address).probe());
        } catch (HostUnreachable | HostRefused e) {
            log.info("Host {} did not pass its probe", address.uri(), e);
            return new Finding.Failure(e.getMessage() == null ? "The host did not say what is wrong." : e.getMessage());
        }
    }

    /** Looks at a host and records what came of it: facts and trust, or a reason to suspect it. */
    public Finding probe(KvmHost host) {
        Finding finding = look(host.address());
        try {
            switch (finding) {
                case Finding.Answer(var facts) -> inventory.answered(host.id(), facts, addressesOf(host.uri()));
                case Finding.Failure(String why) -> inventory.failedProbe(host.id(), why);
            }
        } catch (OptimisticLockingFailureException e) {
            log.info("Host {} was changed while it was probed; the next probe tells", host.id());
        }
        return finding;
    }

    /** Looks at every host at once, so that one that hangs delays no other. */
    public void probeAll() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            inventory.hosts().forEach(host -> threads.execute(() -> probe(host)));
        }
    }

    /** A guest must not reach the machine that manages it. */
    private static List<String> addressesOf(String uri) {
        if (!(HostUri.read(uri) instanceof HostUri.Reading.Good(HostUri good)) || good.host() == null) {
            return List.of();
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(good.host()))
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .sorted()
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
