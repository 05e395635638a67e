package org.podkeeper;

import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.KvmHostForTests;

/** Two real KVM hosts that all tests of a JVM share; they end with it. */
final class RealHosts {
    private static @Nullable RealHosts started;

    private final KvmHostForTests one = KvmHostForTests.start("one");
    private final KvmHostForTests two = KvmHostForTests.start("two");

    private RealHosts() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            one.stop();
            two.stop();
        }));
    }

    private static synchronized RealHosts started() {
        if (started == null) {
            started = new RealHosts();
        }
        return started;
    }

    static KvmHostForTests one() {
        return started().one;
    }

    /** The one that tests make sick. */
    static KvmHostForTests two() {
        return started().two;
    }
}
