package org.podkeeper.notification.webhook;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells programs every few seconds, and forgets what they were told long ago. */
@Configuration(proxyBeanMethods = false)
class WebhookTasks {
    private static final TaskDescriptor<Void> DELIVER = TaskDescriptor.of("deliver-webhooks");
    private static final TaskDescriptor<Void> TIDY = TaskDescriptor.of("tidy-webhooks");

    @Bean
    RecurringTask<Void> deliverWebhooks(WebhookSettings settings, ObjectProvider<Dispatch> dispatch) {
        return Tasks.recurring(DELIVER, FixedDelay.of(settings.every()))
                .execute((instance, context) -> dispatch.getObject().deliver());
    }

    @Bean
    RecurringTask<Void> tidyWebhooks(ObjectProvider<Dispatch> dispatch) {
        return Tasks.recurring(TIDY, FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> dispatch.getObject().tidy());
    }
}
