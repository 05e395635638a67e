package org.podkeeper.booking;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Ends each booking when its time is over: work that is written with the booking and survives restarts. */
@Configuration(proxyBeanMethods = false)
class EndOfWindow {
    private static final TaskDescriptor<String> END_BOOKING = TaskDescriptor.of("end-booking", String.class);

    @Bean
    OneTimeTask<String> endBooking(ObjectProvider<BookingDesk> desk) {
        return Tasks.oneTime(END_BOOKING)
                .execute((instance, context) ->
                        desk.getObject().endAtItsTime(new BookingId(UUID.fromString(instance.getData()))));
    }

    @Bean
    Listener endOfWindowListener(ObjectProvider<SchedulerClient> scheduler) {
        return new Listener(scheduler);
    }

    static class Listener {
        private final ObjectProvider<SchedulerClient> scheduler;

        Listener(ObjectProvider<SchedulerClient> scheduler) {
            this.scheduler = scheduler;
        }

        @EventListener
        @Transactional(propagation = Propagation.MANDATORY)
        public void on(BookingConfirmed event) {
            String id = event.booking().id().toString();
            scheduler
                    .getObject()
                    .scheduleIfNotExists(END_BOOKING
                            .instance(id)
                            .data(id)
                            .scheduledTo(event.booking().window().end()));
        }
    }
}
