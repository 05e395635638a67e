package org.podkeeper.provisioning;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of everything that a deployment puts on a host. All carry its tag, so that any portal recognises them after
 * any crash.
 *
 * @param tag the deployment's ten characters
 */
record PodNames(String tag) {
    static final String ACCESS_NETWORK = "podkeeper-access";
    static final String ACCESS_BRIDGE = "podkeeper0";

    /** The snapshot of each machine as it was handed over. */
    static final String CLEAN = "clean";

    /** What the names of all deployments begin with. Names that only begin alike are somebody else's, see {@link #of}. */
    static final String ALL = "pk-";

    private static final Pattern COPY = Pattern.compile("pk-[a-z0-9]{10}-copy-[0-9a-f]{8}\\b.*");
    private static final int TAG_LENGTH = 10;
    private static final Pattern NAME = Pattern.compile("pk-([a-z0-9]{10})-.+");

    /** Whether this name on a host is of something that saving a disk needs, see {@link #copy}. */
    static boolean isOfACopy(String name) {
        return COPY.matcher(name).matches();
    }

    /** The tag of what has this id. */
    static String tagOf(UUID id) {
        return id.toString().replace("-", "").substring(0, TAG_LENGTH);
    }

    /** Of the deployment that this name on a host carries the tag of; empty when it carries none. */
    static Optional<PodNames> of(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(new PodNames(matcher.group(1))) : Optional.empty();
    }

    /** What every name begins with, bridges apart. */
    String prefix() {
        return ALL + tag + "-";
    }

    String domain(String node) {
        return prefix() + node;
    }

    String network(int segment) {
        return prefix() + "net" + segment;
    }

    /** At most 15 characters, as Linux wants it of an interface. */
    String bridge(int segment) {
        return "pk" + tag + "n" + segment;
    }

    String disk(String node, int index) {
        return prefix() + node + "-disk" + index + ".qcow2";
    }

    /** What the names of everything begin with that is needed for saving a disk, whatever kind it is of. */
    String copy(OperationId operation) {
        return prefix() + "copy-" + operation.toString().substring(0, 8);
    }

    /** What is left of a golden machine: its memory and its mark carry this name. */
    String frozen(String node) {
        return prefix() + node + "-golden";
    }

    /** The copy of a machine's disk that is to be kept, and does not stay on the host. */
    String kept(String node, int index) {
        return prefix() + "kept-" + node + "-disk" + index + ".qcow2";
    }

    /** What is kept of a machine's memory carries this name. */
    String memory(String node) {
        return prefix() + node + "-kept";
    }

    String seed(String node) {
        return prefix() + node + "-seed.iso";
    }
}
