package org.podkeeper.provisioning;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.podkeeper.account.Person;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.web.NotFound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * The front door of the comparison between what hosts have and what the database says. It is done regularly, by one
 * portal at a time; a lab admin may ask for it at once.
 */
@Service
public class Reconciliation {
    static final String TASK = "reconcile-hosts";
    /** So many hosts that hang delay nobody; all at once would delay each other on a portal with many. */
    private static final int SIDE_BY_SIDE = 32;

    private static final TaskInstanceId INSTANCE = TaskInstanceId.of(TASK, RecurringTask.INSTANCE);
    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private final Inventory inventory;
    private final ReconcileHost comparing;
    private final ReconcileRepairs repairs;
    private final ReconcileLedger ledger;
    private final ReconcileRuns runs;
    private final Surroundings surroundings;

    /** What else is asked. */
    @org.springframework.stereotype.Component("reconciliationSurroundings")
    record Surroundings(
            ReconcileBooks books, Goldsmith goldsmith, ObjectProvider<SchedulerClient> scheduler, Clock clock) {}

    Reconciliation(
            Inventory inventory,
            ReconcileHost comparing,
            ReconcileRepairs repairs,
            ReconcileLedger ledger,
            ReconcileRuns runs,
            Surroundings surroundings) {
        this.inventory = inventory;
        this.comparing = comparing;
        this.repairs = repairs;
        this.ledger = ledger;
        this.runs = runs;
        this.surroundings = surroundings;
    }

    /**
     * Compares all hosts, many side by side, in the caller's own time: returns when the last one is done or was given up.
     *
     * @param portal name of the portal that does it
     */
    public void run(String portal) {
        long run = runs.begin(portal);
        repairs.orderLostWork();
        repairs.orderLostOperations();
        repairs.releaseForgottenHolds();
        surroundings.goldsmith().tidy();
        Map<String, String> images = surroundings.books().wantedImages();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(SIDE_BY_SIDE, Thread.ofVirtual().factory())) {
            inventory.hosts().forEach(host -> threads.execute(() -> compare(run, host, images)));
        }
        runs.end(run);
    }

    private void compare(long run, KvmHost host, Map<String, String> images) {
        try {
            runs.compared(run, host.id(), comparing.compare(host, images));
        } catch (HostUnreachable | HostRefused e) {
            log.info("Host {} was not compared", host.name(), e);
            runs.notCompared(run, host.id(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            UUID incident = UUID.randomUUID();
            log.error("Host {} was not compared, incident {}", host.name(), incident, e);
            runs.notCompared(run, host.id(), "Something went wrong inside the portal (incident " + incident + ").");
        }
    }

    /** Has the comparison done now, by whichever portal is free. Changes nothing while it is under way. */
    public void ask() {
        try {
            surroundings
                    .scheduler()
                    .getObject()
                    .reschedule(INSTANCE, surroundings.clock().instant());
        } catch (TaskInstanceException e) {
            log.debug("The comparison is under way already", e);
        }
    }

    /** Whether a comparison is under way or about to begin. */
    public boolean isUnderWay() {
        Optional<ScheduledExecution<Object>> next =
                surroundings.scheduler().getObject().getScheduledExecution(INSTANCE);
        return next.filter(it -> it.isPicked()
                        || !it.getExecutionTime().isAfter(surroundings.clock().instant()))
                .isPresent();
    }

    /** When the next comparison begins, unless somebody asks earlier. */
    public Optional<Instant> next() {
        return surroundings
                .scheduler()
                .getObject()
                .getScheduledExecution(INSTANCE)
                .map(ScheduledExecution::getExecutionTime);
    }

    /** The comparison that began last. */
    public Optional<ReconcileRun> lastRun() {
        return runs.last();
    }

    /** Everything that hosts and the database disagree about, what was noticed first at first. */
    public List<Difference> differences() {
        return ledger.all();
    }

    /** What was put right, the newest first. */
    public List<DifferenceDealtWith> history(int limit) {
        return ledger.history(limit);
    }

    /**
     * Removes from the host what a difference is about, for good.
     *
     * @return whether it was there; what is not, or has become part of a pod meanwhile, is left alone
     * @throws NotFound when there is no such difference, or it is none that can be removed
     * @throws HostUnreachable when the host does not answer
     * @throws HostRefused when the host will not
     */
    public boolean remove(UUID id, Person by) {
        Difference difference = ledger.find(id)
                .filter(found -> found.kind().removable())
                .orElseThrow(() -> new NotFound("Difference " + id));
        KvmHost host = inventory.host(difference.host()).orElseThrow();
        return comparing.remove(difference, host, by.userName());
    }
}
