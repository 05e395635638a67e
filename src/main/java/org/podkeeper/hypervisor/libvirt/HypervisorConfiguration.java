package org.podkeeper.hypervisor.libvirt;

import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.Hypervisors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HypervisorSettings.class)
class HypervisorConfiguration {
    @Bean
    @ConditionalOnMissingBean(Hypervisors.class)
    LibvirtHypervisors hypervisors(HypervisorSettings settings) {
        return new LibvirtHypervisors(settings);
    }
}
