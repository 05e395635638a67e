package org.podkeeper.inventory;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.podkeeper.web.NotFound;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The front door of those who look after labs and KVM hosts. Expected refusals come back as values, a change of
 * something that was changed in the meantime throws {@link ObjectOptimisticLockingFailureException}, and one of
 * something that is gone throws {@link NotFound}.
 */
@Service
public class HostKeeper {
    private final Labs labs;
    private final Hosts hosts;
    private final TransactionOperations transaction;
    private final HostCare care;
    private final Clock clock;

    HostKeeper(Labs labs, Hosts hosts, TransactionOperations transaction, HostCare care, Clock clock) {
        this.labs = labs;
        this.hosts = hosts;
        this.transaction = transaction;
        this.care = care;
        this.clock = clock;
    }

    public long versionOf(LabId id) {
        return lab(id).version();
    }

    public Change<LabId> addLab(String name, String description) {
        return changing(nameComplaints(name), () -> {
            LabEntity lab = new LabEntity(UUID.randomUUID(), name.strip(), description.strip());
            return new LabId(labs.saveAndFlush(lab).id());
        });
    }

    /** @param zone id of the time zone that its clocks show */
    public Change<LabId> changeLab(LabId id, long version, String name, String description, String zone) {
        List<Complaint> complaints = nameComplaints(name);
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            complaints.add(Complaint.about("zone", "lab.zone"));
        }
        return changing(complaints, () -> {
            LabEntity lab = lab(id);
            demandVersion(lab.version(), version, Lab.class, id);
            lab.describe(name.strip(), description.strip());
            lab.keepTimeIn(ZoneId.of(zone));
            labs.flush();
            return id;
        });
    }

    /** Refused while it has hosts or bookings. */
    public Change<LabId> removeLab(LabId id) {
        return changing(List.of(), () -> {
            labs.delete(lab(id));
            labs.flush();
            return id;
        });
    }

    /** It takes bookings after its first probe that succeeds. */
    public Change<HostId> addHost(HostDraft draft) {
        return changing(HostRules.complaints(draft), () -> {
            lab(draft.lab());
            HostEntity host = new HostEntity(UUID.randomUUID(), draft, clock.instant());
            return new HostId(hosts.saveAndFlush(host).id());
        });
    }

    /** Refused when less than what is promised on it would be left. */
    public Change<HostId> changeHost(HostId id, long version, HostDraft draft) {
        return changing(HostRules.complaints(draft), () -> {
            HostEntity host = host(id);
            demandVersion(host.version(), version, KvmHost.class, id);
            host.decide(draft);
            hosts.flush();
            return id;
        });
    }

    /** Refused while anything is or was promised on it, and while golden pods may have files on it. */
    public Change<HostId> removeHost(HostId id) {
        return changing(List.of(), () -> {
            hosts.delete(host(id));
            hosts.flush();
            return id;
        });
    }

    /** It keeps its bookings and takes no new ones. */
    public Change<HostId> takeOutOfService(HostId id, String reason, String who) {
        List<Complaint> complaints =
                reason.isBlank() ? List.of(Complaint.about("reason", "reason")) : List.<Complaint>of();
        return changing(complaints, () -> {
            host(id).takeOut(reason.strip(), who, clock.instant());
            return id;
        });
    }

    /**
     * Also one that left the pool by itself: whoever returns it knows better. Suspect at first when its last probe failed.
     *
     * @param why may be empty
     */
    public Change<HostId> returnToService(HostId id, String why, String who) {
        return changing(List.of(), () -> {
            host(id).putBack(why.isBlank() ? "returned to service" : why.strip(), who, clock.instant());
            care.succeeded(id);
            return id;
        });
    }

    private <T> Change<T> changing(List<Complaint> complaints, Supplier<T> change) {
        if (!complaints.isEmpty()) {
            return new Change.Refused<>(complaints);
        }
        try {
            return transaction.execute(status -> new Change.Done<>(change.get()));
        } catch (DataIntegrityViolationException e) {
            return Change.refused(DatabaseRefusals.complaint(e).orElseThrow(() -> e));
        }
    }

    private static List<Complaint> nameComplaints(String name) {
        List<Complaint> complaints = new ArrayList<>();
        HostRules.checkName(name, complaints);
        return complaints;
    }

    private static void demandVersion(long found, long expected, Class<?> type, Object id) {
        if (found != expected) {
            throw new ObjectOptimisticLockingFailureException(type, id);
        }
    }

    private LabEntity lab(LabId id) {
        return labs.findById(id.value()).orElseThrow(() -> new NotFound("Lab " + id));
    }

    private HostEntity host(HostId id) {
        return hosts.findById(id.value()).orElseThrow(() -> new NotFound("Host " + id));
    }
}
