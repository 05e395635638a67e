package org.podkeeper.outage;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Work that comes again: it survives restarts, and one portal of several does it. */
@Configuration(proxyBeanMethods = false)
class OutageTasks {
    private static final TaskDescriptor<Void> ATTEND = TaskDescriptor.of("attend-to-outages");
    private static final TaskDescriptor<Void> ANNOUNCE = TaskDescriptor.of("announce-maintenance");

    @Bean
    RecurringTask<Void> attendToOutagesTask(ObjectProvider<OutageDesk> desk, OutageSettings settings) {
        return Tasks.recurring(ATTEND, FixedDelay.of(settings.lookEvery()))
                .execute((instance, context) -> desk.getObject().attendAll());
    }

    @Bean
    RecurringTask<Void> announceMaintenanceTask(ObjectProvider<Maintenance> maintenance) {
        return Tasks.recurring(ANNOUNCE, FixedDelay.of(Duration.ofDays(1)))
                .execute((instance, context) -> maintenance.getObject().announceAll());
    }
}
