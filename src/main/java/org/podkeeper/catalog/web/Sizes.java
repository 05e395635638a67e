package org.podkeeper.catalog.web;

import java.util.Locale;
import java.util.stream.Collectors;
import org.podkeeper.catalog.Pod;

/** Sizes as people say them. */
final class Sizes {
    private Sizes() {}

    static String of(Pod.Node node) {
        return cpuAndMemory(node) + " · " + disk(node);
    }

    static String cpuAndMemory(Pod.Node node) {
        return node.vcpus() + " vCPU · " + memory(node.memoryMib());
    }

    static String disk(Pod.Node node) {
        return node.disksGib().stream().map(String::valueOf).collect(Collectors.joining(" + ")) + " GiB";
    }

    static String memory(long mib) {
        return mib % 1024 == 0 ? mib / 1024 + " GiB" : mib < 1024 ? mib + " MiB" : one(mib / 1024.0) + " GiB";
    }

    static String bytes(long bytes) {
        return bytes >= 1L << 30
                ? one(bytes / (double) (1L << 30)) + " GiB"
                : one(bytes / (double) (1L << 20)) + " MiB";
    }

    private static String one(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
