package org.podkeeper.provisioning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.podkeeper.catalog.Pod;

/**
 * The bridges that a pod needs. Networks that share a card, one untagged and others tagged, travel over one bridge; so
 * do all networks that are tied together by such cards.
 */
final class Segments {
    private final Map<String, String> parent = new LinkedHashMap<>();
    private final List<String> roots;

    Segments(Pod pod) {
        pod.networks().forEach(network -> parent.put(network.name(), network.name()));
        for (Pod.Node node : pod.nodes()) {
            for (Pod.Nic nic : node.nics()) {
                for (Pod.Attachment attachment : nic.attachments()) {
                    parent.put(
                            rootOf(attachment.network()),
                            rootOf(nic.attachments().getFirst().network()));
                }
            }
        }
        var used = new TreeSet<String>();
        parent.keySet().forEach(network -> used.add(rootOf(network)));
        roots = parent.keySet().stream().filter(used::contains).toList();
    }

    private String rootOf(String network) {
        String next = parent.get(network);
        if (next == null) {
            throw new IllegalArgumentException("A card is on the network " + network + ", which the Pod does not have");
        }
        return next.equals(network) ? network : rootOf(next);
    }

    int count() {
        return roots.size();
    }

    /** Number of the bridge that a card is plugged into, from 0. */
    int of(Pod.Nic nic) {
        return roots.indexOf(rootOf(nic.attachments().getFirst().network()));
    }
}
