package org.podkeeper.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The software of a Config as people write it. */
final class ConfigText {
    private static final Pattern HOST_NAME = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private ConfigText() {}

    static String write(List<Designs.SoftwareDocument> nodes) {
        return DesignText.write(PodText.ordered(
                "nodes",
                nodes.stream()
                        .map(node -> {
                            Map<String, Object> words = PodText.ordered(
                                    "node", node.node(), "image", node.image(), "hostName", node.hostName());
                            if (node.cloudInit() != null) {
                                words.put("cloudInit", node.cloudInit());
                            }
                            return words;
                        })
                        .toList()));
    }

    /** Throws {@link BadDesign} with every problem. */
    static Designs.ConfigDocument read(String text, Pod pod, Map<String, Image> images) {
        Map<?, ?> document = DesignText.mapping(text);
        DesignText reading = DesignText.begin();
        reading.onlyKnows(document, "At the top", "nodes");
        List<Designs.SoftwareDocument> nodes = new ArrayList<>();
        List<?> list = reading.list(document, "nodes", "At the top");
        for (int i = 0; i < list.size(); i++) {
            String number = "Entry " + (i + 1);
            Map<?, ?> node = reading.map(list.get(i), number);
            String place = node.get("node") == null ? number : number + " (" + node.get("node") + ")";
            reading.onlyKnows(node, place, "node", "image", "hostName", "cloudInit");
            nodes.add(new Designs.SoftwareDocument(
                    reading.text(node, "node", place),
                    reading.text(node, "image", place),
                    reading.text(node, "hostName", place),
                    cloudInit(reading, node.get("cloudInit"), place)));
        }
        reading.finish();
        check(reading, nodes, pod, images);
        reading.finish();
        return new Designs.ConfigDocument(nodes);
    }

    /** Written as a block of text or as a mapping; kept as text. */
    private static @Nullable String cloudInit(DesignText reading, @Nullable Object value, String place) {
        if (value == null) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            return DesignText.write(map);
        }
        try {
            DesignText.mapping(String.valueOf(value));
        } catch (BadDesign e) {
            reading.problem(place, "cloudInit must be cloud-config, a YAML mapping. " + e.getMessage());
        }
        return String.valueOf(value);
    }

    private static void check(
            DesignText reading, List<Designs.SoftwareDocument> nodes, Pod pod, Map<String, Image> images) {
        Set<String> machines = new HashSet<>();
        Set<String> hostNames = new HashSet<>();
        for (Designs.SoftwareDocument one : nodes) {
            String place = "Machine “" + one.node() + "”";
            if (!machines.add(one.node())) {
                reading.problem(place, "it stands here twice.");
            }
            if (!HOST_NAME.matcher(one.hostName()).matches()) {
                reading.problem(place, "“" + one.hostName() + "” is not a host name.");
            } else if (!hostNames.add(one.hostName())) {
                reading.problem(place, "another machine is called “" + one.hostName() + "”, too.");
            }
            Image image = images.get(one.image());
            if (image == null) {
                reading.problem(place, "there is no image “" + one.image() + "”.");
            }
            pod.nodes().stream()
                    .filter(node -> node.name().equals(one.node()))
                    .findFirst()
                    .ifPresentOrElse(
                            node -> {
                                if (image != null) {
                                    Fit.size(node, image).forEach(problem -> reading.problem(place, problem));
                                }
                            },
                            () -> reading.problem(place, pod.name() + " has no such machine."));
        }
        pod.nodes().stream()
                .map(Pod.Node::name)
                .filter(name -> !machines.contains(name))
                .forEach(name -> reading.problem("Machine “" + name + "”", "it is missing."));
    }
}
