package org.podkeeper.provisioning;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Looks at standing pods regularly. */
@Configuration(proxyBeanMethods = false)
class StandingTask {
    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("look-at-standing-pods");

    @Bean
    RecurringTask<Void> lookAtStandingPods(StandingSettings settings, ObjectProvider<StandingWatch> watch) {
        return Tasks.recurring(TASK, FixedDelay.of(settings.look()))
                .execute((instance, context) -> watch.getObject().look());
    }
}
