package org.podkeeper.notification.mail;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sends mail every few seconds, and forgets old ones. */
@Configuration(proxyBeanMethods = false)
class MailTasks {
    private static final TaskDescriptor<Void> SEND = TaskDescriptor.of("send-mail");
    private static final TaskDescriptor<Void> TIDY = TaskDescriptor.of("tidy-mail");

    @Bean
    RecurringTask<Void> sendMail(
            MailSettings settings, ObjectProvider<Digests> digests, ObjectProvider<Postman> postman) {
        return Tasks.recurring(SEND, FixedDelay.of(settings.every())).execute((instance, context) -> {
            digests.getObject().gather();
            postman.getObject().deliver();
        });
    }

    @Bean
    RecurringTask<Void> tidyMail(ObjectProvider<Postman> postman) {
        return Tasks.recurring(TIDY, FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> postman.getObject().tidy());
    }
}
