package org.podkeeper.inventory;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** KVM hosts that answer a probe with what a test says, or not at all, and have nothing on them. {@code @Import(MachinesForTests.class)}. */
@TestConfiguration(proxyBeanMethods = false)
public class MachinesForTests {
    public static final HostFacts GOOD =
            new HostFacts("kvm1", "9.0.0", "7.2.0", "EPYC", 16, 65_536, 48_000, 900, 800, true, List.of(), List.of());

    /** What every machine says; empty when none answers. */
    @Bean
    AtomicReference<Optional<HostFacts>> machine() {
        return new AtomicReference<>(Optional.of(GOOD));
    }

    @Bean
    @Primary
    Hypervisors hypervisorsForTests(AtomicReference<Optional<HostFacts>> machine) {
        Hypervisor hypervisor = (Hypervisor) Proxy.newProxyInstance(
                Hypervisor.class.getClassLoader(), new Class<?>[] {Hypervisor.class}, (proxy, method, arguments) -> {
                    HostFacts facts = machine.get()
                            .orElseThrow(
                                    () -> new HostUnreachable("No answer within 5 seconds.", new RuntimeException()));
                    return switch (method.getName()) {
                        case "probe" -> facts;
                        case "machines", "belongings", "images" -> List.of();
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
        return address -> hypervisor;
    }
}
