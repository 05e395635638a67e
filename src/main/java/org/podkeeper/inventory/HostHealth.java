package org.podkeeper.inventory;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Probes every host regularly: one that stops answering becomes suspect, one that answers again is trusted again. */
@Configuration(proxyBeanMethods = false)
class HostHealth {
    @Bean
    RecurringTask<Void> probeHosts(InventorySettings settings, Probing probing, FirstHost firstHost) {
        return Tasks.recurring("probe-hosts", FixedDelay.of(settings.probeEvery()))
                .execute((instance, context) -> {
                    firstHost.ensure();
                    probing.probeAll();
                });
    }
}
