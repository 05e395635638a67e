package org.podkeeper.catalog;

import java.util.UUID;
import org.podkeeper.account.PersonId;

/**
 * What is known of an image before its file comes.
 *
 * @param base the image that the machine was made from
 * @param booking the booking, for the record
 */
public record NewSavedImage(
        ImageId id,
        String name,
        PersonId owner,
        Image base,
        UUID booking,
        long bookingNumber,
        String machine,
        ConfigId config) {}
