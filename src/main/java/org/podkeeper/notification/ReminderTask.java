package org.podkeeper.notification;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.podkeeper.notification.mail.MailSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Looks for reminders that are due. */
@Configuration(proxyBeanMethods = false)
class ReminderTask {
    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("remind-of-ends");

    @Bean
    RecurringTask<Void> remindOfEnds(MailSettings settings, ObjectProvider<EndingReminders> reminders) {
        return Tasks.recurring(TASK, FixedDelay.of(settings.every()))
                .execute((instance, context) -> reminders.getObject().tell());
    }
}
