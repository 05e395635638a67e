package org.podkeeper.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of the software for a Pod: what runs on each of its machines.
 *
 * @param podKey the Pod it is for, in any version that has these nodes
 */
public record Config(
        ConfigId id, String key, int version, String name, String description, String podKey, List<Software> nodes) {
    /**
     * What runs on one machine.
     *
     * @param node name of the Pod's node
     * @param hostName as the machine calls itself
     * @param cloudInit cloud-config in YAML that is merged over the portal's own, or null
     */
    public record Software(
            String node,
            ImageId image,
            String hostName,
            @Nullable String cloudInit) {}

    public Config {
        nodes = List.copyOf(nodes);
    }

    public Software softwareOf(String node) {
        return nodes.stream()
                .filter(software -> software.node().equals(node))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Config " + id + " says nothing of node " + node));
    }
}
