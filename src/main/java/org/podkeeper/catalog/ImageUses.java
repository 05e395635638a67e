package org.podkeeper.catalog;

import java.util.List;

/** Who uses images on hosts; told to the catalog by whoever makes machines. */
@FunctionalInterface
public interface ImageUses {
    /** Bookings, not over yet, whose machines are made from the image: each in words, with its owner. */
    List<String> of(ImageId image);
}
