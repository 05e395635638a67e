package org.podkeeper.provisioning;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Removes what is kept when its time is over, or its owner deleted it. */
@Configuration(proxyBeanMethods = false)
class KeptPodsTask {
    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("remove-kept-pods");

    @Bean
    RecurringTask<Void> removeKeptPods(
            ObjectProvider<KeptPods> kept, ObjectProvider<KeepBooks> books, ObjectProvider<MemoryKeeper> memory) {
        return Tasks.recurring(TASK, FixedDelay.of(Duration.ofSeconds(10))).execute((instance, context) -> {
            books.getObject().prolong();
            kept.getObject().removeExpired();
            memory.getObject().removeLeft();
        });
    }
}
