package org.podkeeper.catalog;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A disk image that machines start from.
 *
 * @param key short name, unique
 * @param login the account that the portal creates on machines with this image and that receives the keys
 * @param sha256 hex digest of the file once it is here
 * @param file the image as the portal keeps it (qcow2 or ISO 9660), or null while it is not here
 */
public record Image(
        ImageId id,
        String key,
        String name,
        String login,
        boolean available,
        @Nullable String sha256,
        long sizeBytes,
        int minimumDiskGib,
        int minimumMemoryMib,
        @Nullable Path file,
        ImageKind kind) {}
