package org.podkeeper.provisioning;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Removes kept disks when their time is over. */
@Configuration(proxyBeanMethods = false)
class KeptPodsTask {
    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("remove-kept-pods");

    @Bean
    RecurringTask<Void> removeKeptPods(ObjectProvider<KeptPods> kept) {
        return Tasks.recurring(TASK, FixedDelay.of(Duration.ofMinutes(1)))
                .execute((instance, context) -> kept.getObject().removeExpired());
    }
}
