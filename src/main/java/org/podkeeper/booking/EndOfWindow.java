package org.podkeeper.booking;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Ends each booking when its time is over: work that is written with the booking, moves with its end, and survives restarts. */
@Configuration(proxyBeanMethods = false)
class EndOfWindow {
    private static final TaskDescriptor<String> END_BOOKING = TaskDescriptor.of("end-booking", String.class);

    @Bean
    CustomTask<String> endBooking(ObjectProvider<BookingDesk> desk) {
        return Tasks.custom(END_BOOKING)
                .execute((instance, context) -> desk.getObject()
                        .endAtItsTime(id(instance.getData()), context.getExecution().executionTime)
                        .<CompletionHandler<String>>map(
                                later -> (complete, operations) -> operations.reschedule(complete, later))
                        .orElseGet(CompletionHandler.OnCompleteRemove::new));
    }

    @Bean
    Listener endOfWindowListener(ObjectProvider<SchedulerClient> scheduler) {
        return new Listener(scheduler);
    }

    private static BookingId id(String data) {
        return new BookingId(UUID.fromString(data));
    }

    static class Listener {
        private final ObjectProvider<SchedulerClient> scheduler;

        Listener(ObjectProvider<SchedulerClient> scheduler) {
            this.scheduler = scheduler;
        }

        @EventListener
        @Transactional(propagation = Propagation.MANDATORY)
        public void on(BookingConfirmed event) {
            scheduler.getObject().scheduleIfNotExists(work(event.booking()));
        }

        @EventListener
        @Transactional(propagation = Propagation.MANDATORY)
        public void on(BookingEndMoved event) {
            endsAtItsTime(event.booking());
        }

        @EventListener
        @Transactional(propagation = Propagation.MANDATORY)
        public void on(BookingMoved event) {
            endsAtItsTime(event.booking());
        }

        private void endsAtItsTime(BookingView booking) {
            SchedulerClient client = scheduler.getObject();
            try {
                client.reschedule(work(booking));
            } catch (TaskInstanceNotFoundException e) {
                client.scheduleIfNotExists(work(booking));
            } catch (TaskInstanceCurrentlyExecutingException e) {
                // begun this moment for the former end: it waits for this transaction, and looks at the end again
            }
        }

        private static SchedulableInstance<String> work(BookingView booking) {
            String id = booking.id().toString();
            return END_BOOKING
                    .instance(id)
                    .data(id)
                    .scheduledTo(booking.window().end());
        }
    }
}
