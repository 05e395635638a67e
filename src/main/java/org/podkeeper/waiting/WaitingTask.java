package org.podkeeper.waiting;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Goes through the waiting list at once when something became free, and regularly, for what becomes free by itself. */
@Configuration(proxyBeanMethods = false)
class WaitingTask {
    static final TaskDescriptor<Void> NOW = TaskDescriptor.of("serve-waiting-list-now");
    private static final TaskDescriptor<Void> REGULARLY = TaskDescriptor.of("serve-waiting-list");

    @Bean
    CustomTask<Void> serveWaitingListNowTask(ObjectProvider<Rounds> rounds) {
        return Tasks.custom(NOW)
                // the other task does what is left
                .onFailure((complete, operations) -> operations.remove())
                .execute((instance, context) -> {
                    rounds.getObject().serve();
                    return new CompletionHandler.OnCompleteRemove<>();
                });
    }

    @Bean
    RecurringTask<Void> serveWaitingListTask(WaitingSettings settings, ObjectProvider<Rounds> rounds) {
        return Tasks.recurring(REGULARLY, FixedDelay.of(settings.look()))
                .execute((instance, context) -> rounds.getObject().serve());
    }
}
