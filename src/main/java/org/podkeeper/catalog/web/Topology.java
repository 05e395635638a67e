package org.podkeeper.catalog.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.Pod;

/**
 * Where everything of a Pod's drawing stands: machines side by side, networks as lines below them, the access network
 * above. In the units of the drawing's view box.
 */
record Topology(int width, int height, List<Box> boxes, List<Line> lines, List<Drop> drops, Access access) {
    private static final int EDGE = 16;
    /** Names and addresses of networks stand here, where no card's way down crosses them. */
    private static final int MARGIN = 150;

    private static final int BOX_WIDTH = 132;
    private static final int BOX_HEIGHT = 76;
    private static final int GAP = 20;
    private static final int BOX_TOP = 72;
    private static final int FIRST_LINE = BOX_TOP + BOX_HEIGHT + 62;
    private static final int LINE_STEP = 46;
    private static final int COLOURS = 6;

    /** A machine. */
    record Box(int x, int y, int width, int height, String name, String cpuAndMemory, String disk, boolean jumpHost) {}

    /** @param colour 1–6 */
    record Line(int y, int x1, int x2, int colour, String name, String cidr) {}

    /** A card's way down to a network. */
    record Drop(int x, int y1, int y2, int colour, @Nullable Integer vlan) {}

    /** The access network and the jump host's way up to it. */
    record Access(int y, int x, int x1, int x2) {}

    static Topology of(Pod pod) {
        List<Line> lines = new ArrayList<>();
        int width = Math.max(420, MARGIN + EDGE + pod.nodes().size() * (BOX_WIDTH + GAP) - GAP);
        for (int i = 0; i < pod.networks().size(); i++) {
            Pod.Network network = pod.networks().get(i);
            int y = FIRST_LINE + i * LINE_STEP;
            lines.add(new Line(y, MARGIN, width - EDGE, i % COLOURS + 1, network.name(), network.cidr()));
        }
        List<Box> boxes = new ArrayList<>();
        List<Drop> drops = new ArrayList<>();
        for (int i = 0; i < pod.nodes().size(); i++) {
            Pod.Node node = pod.nodes().get(i);
            int x = MARGIN + i * (BOX_WIDTH + GAP);
            boxes.add(new Box(
                    x,
                    BOX_TOP,
                    BOX_WIDTH,
                    BOX_HEIGHT,
                    node.name(),
                    Sizes.cpuAndMemory(node),
                    Sizes.disk(node),
                    node.jumpHost()));
            drops.addAll(drops(node, x, lines));
        }
        int jump = boxes.stream()
                .filter(Box::jumpHost)
                .mapToInt(box -> box.x() + BOX_WIDTH / 2)
                .findFirst()
                .orElse(MARGIN);
        int bottom =
                lines.isEmpty() ? BOX_TOP + BOX_HEIGHT + EDGE : lines.getLast().y() + 24;
        return new Topology(width, bottom, boxes, lines, drops, new Access(30, jump, MARGIN, width - EDGE));
    }

    private static List<Drop> drops(Pod.Node node, int x, List<Line> lines) {
        List<Drop> drops = new ArrayList<>();
        List<Pod.Nic> nics = node.nics();
        for (int i = 0; i < nics.size(); i++) {
            int from = x + (i + 1) * BOX_WIDTH / (nics.size() + 1);
            List<Pod.Attachment> attachments = nics.get(i).attachments();
            for (int j = 0; j < attachments.size(); j++) {
                Pod.Attachment attachment = attachments.get(j);
                int at = from + 5 * j;
                lines.stream()
                        .filter(line -> line.name().equals(attachment.network()))
                        .forEach(line -> drops.add(
                                new Drop(at, BOX_TOP + BOX_HEIGHT, line.y(), line.colour(), attachment.vlan())));
            }
        }
        return drops;
    }
}
