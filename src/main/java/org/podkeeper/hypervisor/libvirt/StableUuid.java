package org.podkeeper.hypervisor.libvirt;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The UUID of a thing follows from its kind and name. So two portals that define the same thing at the same moment define
 * one thing, instead of being told that another of that name exists.
 */
final class StableUuid {
    private StableUuid() {}

    static UUID of(String kind, String name) {
        return UUID.nameUUIDFromBytes(("podkeeper/" + kind + "/" + name).getBytes(StandardCharsets.UTF_8));
    }
}
