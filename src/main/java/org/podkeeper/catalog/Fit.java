package org.podkeeper.catalog;

import java.util.ArrayList;
import java.util.List;

/** Whether a machine can start from an image. */
final class Fit {
    private Fit() {}

    static List<String> between(Pod.Node node, Image image) {
        List<String> problems = new ArrayList<>();
        if (!image.available()) {
            problems.add("Image " + image.name() + " is not here yet: a lab admin can fetch it on the images page.");
        }
        problems.addAll(size(node, image));
        return problems;
    }

    static List<String> size(Pod.Node node, Image image) {
        List<String> problems = new ArrayList<>();
        int disk = node.disksGib().getFirst();
        if (disk < image.minimumDiskGib()) {
            problems.add("Image " + image.name() + " needs a first disk of " + image.minimumDiskGib() + " GiB; machine "
                    + node.name() + " has " + disk + " GiB.");
        }
        if (node.memoryMib() < image.minimumMemoryMib()) {
            problems.add("Image " + image.name() + " needs " + image.minimumMemoryMib() + " MiB of memory; machine "
                    + node.name() + " has " + node.memoryMib() + " MiB.");
        }
        return problems;
    }
}
