package org.podkeeper.inventory;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of labs, KVM hosts and outages. */
@Service
@Transactional(readOnly = true)
public class Inventory {
    private final Labs labs;
    private final Hosts hosts;
    private final Outages outages;
    private final HostViews views;
    private final Clock clock;

    Inventory(Labs labs, Hosts hosts, Outages outages, HostViews views, Clock clock) {
        this.labs = labs;
        this.hosts = hosts;
        this.outages = outages;
        this.views = views;
        this.clock = clock;
    }

    /** What is wrong with a libvirt URI, before anything is opened; see {@link HostUri}. */
    public static Optional<Complaint> uriComplaint(String uri) {
        return HostUri.read(uri) instanceof HostUri.Reading.Bad(Complaint complaint)
                ? Optional.of(complaint)
                : Optional.empty();
    }

    /** By name. */
    public List<Lab> labs() {
        return labs.findAllByOrderByName().stream().map(LabEntity::view).toList();
    }

    public Optional<Lab> lab(LabId id) {
        return labs.findById(id.value()).map(LabEntity::view);
    }

    /** In every state, by name. */
    public List<KvmHost> hosts() {
        return hosts.findAllByOrderByName().stream().map(views::host).toList();
    }

    public List<KvmHost> hostsOf(LabId lab) {
        return hosts.findByLabIdOrderByName(lab.value()).stream()
                .map(views::host)
                .toList();
    }

    public Optional<KvmHost> host(HostId id) {
        return hosts.findById(id.value()).map(views::host);
    }

    public Optional<HostDetails> details(HostId id) {
        return hosts.findById(id.value()).map(views::details);
    }

    /** Every host with what its keepers want to know, by name. */
    public List<HostDetails> details() {
        return hosts.findAllByOrderByName().stream().map(views::details).toList();
    }

    /** Outages of a host that touch the window, earliest first. */
    public List<Outage> outages(HostId host, TimeWindow window) {
        return outages.touching(host, window);
    }

    /** Outages of all hosts that touch the window, earliest first. */
    public List<Outage> outages(TimeWindow window) {
        return outages.touching(window);
    }

    /** Outages of all hosts that are not over yet, earliest first. */
    public List<Outage> outagesToCome() {
        return outages.endingAfter(clock.instant());
    }

    /** Records that a host did not answer (state SUSPECT until a probe succeeds), with the reason in words. */
    @Transactional
    public void suspect(HostId host, String reason) {
        hosts.findById(host.value()).ifPresent(found -> found.suspect(reason, clock.instant()));
    }

    /** Records what a probe found. A host that was suspect is trusted again. */
    @Transactional
    public void answered(HostId host, HostFacts facts, List<String> addresses) {
        hosts.findById(host.value()).ifPresent(found -> found.answered(views.write(facts), addresses, clock.instant()));
    }

    /** Records that a probe failed, which also makes the host suspect. */
    @Transactional
    public void failedProbe(HostId host, String why) {
        hosts.findById(host.value()).ifPresent(found -> found.failedProbe(why, clock.instant()));
    }
}
