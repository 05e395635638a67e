package org.podkeeper.approval;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets go of requests that were for a time that came before an answer. */
@Configuration(proxyBeanMethods = false)
class ExpiryTask {
    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("expire-approvals");
    private static final Duration EVERY = Duration.ofMinutes(1);

    @Bean
    RecurringTask<Void> expireApprovals(ObjectProvider<Approvals> approvals) {
        return Tasks.recurring(TASK, FixedDelay.of(EVERY))
                .execute((instance, context) -> approvals.getObject().expire());
    }
}
