package org.podkeeper.waiting;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.util.Optional;
import java.util.Set;
import org.podkeeper.booking.BookingId;
import org.podkeeper.provisioning.LastLogins;
import org.podkeeper.provisioning.LastUse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Service;

/** Looks regularly whether anybody uses what others wait for. Machines are asked only then. */
@Service
class UseWatch {
    private static final Logger log = LoggerFactory.getLogger(UseWatch.class);

    private final WaitedFor waitedFor;
    private final LastLogins logins;
    private final Questions questions;
    private final UseSettings settings;

    UseWatch(WaitedFor waitedFor, LastLogins logins, Questions questions, UseSettings settings) {
        this.waitedFor = waitedFor;
        this.logins = logins;
        this.questions = questions;
        this.settings = settings;
    }

    /** The task that does it. */
    @Configuration(proxyBeanMethods = false)
    static class Task {
        private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("look-who-uses-what-others-wait-for");

        @Bean
        RecurringTask<Void> lookWhoUsesWhatOthersWaitFor(UseSettings settings, ObjectProvider<UseWatch> watch) {
            return Tasks.recurring(TASK, FixedDelay.of(settings.look()))
                    .execute((instance, context) -> watch.getObject().look());
        }
    }

    void look() {
        Set<BookingId> bookings = waitedFor.now();
        questions.takeBackAllBut(bookings);
        for (BookingId booking : bookings) {
            try {
                Optional<LastUse> use = logins.ask(booking, settings.look().dividedBy(2));
                questions.consider(booking, use.map(LastUse::idleSince).orElse(null));
            } catch (RuntimeException e) {
                log.warn("Nobody knows whether booking {} is used", booking, e);
            }
        }
    }
}
