package org.podkeeper.provisioning;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;

/**
 * A pod that was booted once on a host, belongs to nobody, and was stopped with its memory, so that others go on from it
 * instead of booting.
 *
 * @param images checksums of the images of its machines, in the Pod's order
 * @param tag ten characters that every name on the host carries
 * @param cause in the states that need one: why it is not used, or what it waits for
 * @param madeAt when it was ready, null before
 * @param accessMac hardware address that its jump host's card on the access network had
 * @param bytes what it takes of the host's disk, null before it is ready
 * @param processor of the host when it was made, for people; whether it still fits, the host itself decides
 * @param qemu the host's version then
 * @param used how many pods went on from it
 * @param inAdvance how many pods go on from it before anybody books them, where the host has room that nobody else wants
 */
public record GoldenPod(
        GoldenId id,
        HostId host,
        PodId pod,
        ConfigId config,
        List<String> images,
        String tag,
        GoldenState state,
        @Nullable String cause,
        String askedBy,
        Instant askedAt,
        @Nullable Instant madeAt,
        @Nullable String accessMac,
        @Nullable Long bytes,
        @Nullable String processor,
        @Nullable String qemu,
        int used,
        int inAdvance) {

    public GoldenPod {
        images = List.copyOf(images);
    }

    PodNames names() {
        return new PodNames(tag);
    }
}
