package org.podkeeper.provisioning;

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

    /** What every name begins with, bridges apart. */
    String prefix() {
        return "pk-" + tag + "-";
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

    String seed(String node) {
        return prefix() + node + "-seed.iso";
    }
}
