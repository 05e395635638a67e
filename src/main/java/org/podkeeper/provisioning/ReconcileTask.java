package org.podkeeper.provisioning;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Compares hosts and database regularly. */
@Configuration(proxyBeanMethods = false)
class ReconcileTask {
    @Bean
    RecurringTask<Void> reconcileHosts(ReconcileSettings settings, ObjectProvider<Reconciliation> reconciliation) {
        return Tasks.recurring(Reconciliation.TASK, FixedDelay.of(settings.every()))
                .execute((instance, context) -> reconciliation.getObject().run(portal()));
    }

    /** As an operator finds it: machine and process. */
    private static String portal() {
        long process = ProcessHandle.current().pid();
        try {
            return InetAddress.getLocalHost().getHostName() + ", process " + process;
        } catch (UnknownHostException e) {
            return "process " + process;
        }
    }
}
