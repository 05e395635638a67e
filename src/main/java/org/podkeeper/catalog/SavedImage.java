package org.podkeeper.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;

/**
 * An image that somebody saved from the disk of a machine.
 *
 * @param sharedWith whom the owner named
 * @param configs Configs that use it and can be booked
 */
public record SavedImage(
        Image image,
        PersonId owner,
        Visibility visibility,
        List<PersonId> sharedWith,
        Instant savedAt,
        Origin origin,
        List<Config> configs) {

    /**
     * Where its disk is from.
     *
     * @param booking number of the booking
     * @param machine name of the machine in its Pod
     * @param image name of the image that the machine was made from
     * @param config the booking's Config
     */
    public record Origin(
            long booking,
            String machine,
            String image,
            @Nullable ConfigId config) {}

    public SavedImage {
        sharedWith = List.copyOf(sharedWith);
        configs = List.copyOf(configs);
    }
}
