package org.podkeeper.inventory;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.web.NotFound;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** The front door of those who plan when hosts are out of service. */
@Service
public class OutagePlan {
    private final Outages outages;
    private final Inventory inventory;
    private final TransactionOperations transaction;
    private final Clock clock;

    OutagePlan(Outages outages, Inventory inventory, TransactionOperations transaction, Clock clock) {
        this.outages = outages;
        this.inventory = inventory;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Plans the same outage for each of the hosts, or for none when one of them refuses.
     *
     * @param start a start that has passed means now
     */
    public Change<List<OutageId>> plan(List<HostId> hosts, Instant start, Instant end, String reason) {
        Instant now = clock.instant();
        Instant from = start.isBefore(now) ? now : start;
        List<Complaint> complaints = new ArrayList<>();
        if (reason.isBlank() || reason.length() > 300) {
            complaints.add(Complaint.about("reason", "outage.reason"));
        }
        if (!from.isBefore(end)) {
            complaints.add(Complaint.about("end", "outage.end"));
        }
        if (hosts.isEmpty()) {
            complaints.add(Complaint.about("", "outage.hosts"));
        }
        if (!complaints.isEmpty()) {
            return new Change.Refused<>(complaints);
        }
        try {
            return transaction.execute(status -> new Change.Done<>(hosts.stream()
                    .map(host -> add(host, new TimeWindow(from, end), reason.strip()))
                    .toList()));
        } catch (RefusedByHost e) {
            return Change.refused(e.complaint);
        }
    }

    /** Ends an outage that is under way now; one that has not begun is removed. */
    public void end(OutageId id) {
        Instant now = clock.instant();
        transaction.executeWithoutResult(status -> {
            Outage outage = outages.find(id).orElseThrow(() -> new NotFound("Outage " + id));
            if (outage.window().start().isBefore(now)) {
                if (now.isBefore(outage.window().end())) {
                    outages.endAt(id, now);
                }
            } else {
                outages.remove(id);
            }
        });
    }

    /** As if it had never been planned. */
    public void remove(OutageId id) {
        transaction.executeWithoutResult(status -> outages.remove(id));
    }

    private OutageId add(HostId host, TimeWindow window, String reason) {
        OutageId id = new OutageId(UUID.randomUUID());
        String name = inventory.host(host).map(KvmHost::name).orElseThrow(() -> new NotFound("Host " + host));
        try {
            outages.add(new Outage(id, host, window, reason));
            return id;
        } catch (DataIntegrityViolationException e) {
            Optional<Complaint> complaint = DatabaseRefusals.complaint(e);
            throw complaint
                    .<RuntimeException>map(found -> new RefusedByHost(found, name))
                    .orElse(e);
        }
    }

    /** Rolls the whole plan back. */
    private static class RefusedByHost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Complaint complaint;

        RefusedByHost(Complaint complaint, String host) {
            super(host);
            List<Object> arguments = new ArrayList<>(complaint.arguments());
            arguments.add(host);
            this.complaint = new Complaint(complaint.field(), complaint.code(), arguments);
        }
    }
}
