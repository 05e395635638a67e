package org.podkeeper.inventory;

import java.util.List;
import java.util.Optional;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.stereotype.Service;

/** The front door of labs, KVM hosts and outages. */
@Service
public class Inventory {
    public List<Lab> labs() {
        throw new UnsupportedOperationException();
    }

    public Optional<Lab> lab(LabId id) {
        throw new UnsupportedOperationException();
    }

    public List<KvmHost> hosts() {
        throw new UnsupportedOperationException();
    }

    public List<KvmHost> hostsOf(LabId lab) {
        throw new UnsupportedOperationException();
    }

    public Optional<KvmHost> host(HostId id) {
        throw new UnsupportedOperationException();
    }

    /** Outages of a host that touch the window, earliest first. */
    public List<Outage> outages(HostId host, TimeWindow window) {
        throw new UnsupportedOperationException();
    }

    /** Records that a host did not answer (state SUSPECT until a probe succeeds), with the reason in words. */
    public void suspect(HostId host, String reason) {
        throw new UnsupportedOperationException();
    }
}
