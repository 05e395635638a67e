package org.podkeeper.waiting;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import java.time.Clock;
import java.util.UUID;
import org.podkeeper.booking.BookingEndMoved;
import org.podkeeper.booking.BookingEnded;
import org.podkeeper.booking.RoomFreed;
import org.podkeeper.inventory.HostReturned;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Orders that the list is gone through, in the transaction that frees something, when anybody waits. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class WaitingSignals {
    private final WishRows rows;
    private final ObjectProvider<SchedulerClient> client;
    private final ObjectProvider<Scheduler> scheduler;
    private final Clock clock;

    WaitingSignals(
            WishRows rows, ObjectProvider<SchedulerClient> client, ObjectProvider<Scheduler> scheduler, Clock clock) {
        this.rows = rows;
        this.client = client;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    @EventListener
    public void on(BookingEnded event) {
        serve();
    }

    @EventListener
    public void on(BookingEndMoved event) {
        if (!event.later()) {
            serve();
        }
    }

    @EventListener
    public void on(RoomFreed event) {
        serve();
    }

    @EventListener
    public void on(HostReturned event) {
        serve();
    }

    /** As soon as the caller's transaction is done. Each order is one of its own: a round under way may have looked already. */
    public void serve() {
        if (!rows.anybodyWaits()) {
            return;
        }
        client.getObject()
                .scheduleIfNotExists(
                        WaitingTask.NOW.instance(UUID.randomUUID().toString()).scheduledTo(clock.instant()));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.ifAvailable(Scheduler::triggerCheckForDueExecutions);
            }
        });
    }
}
