package org.podkeeper.catalog;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an admin decides about an image.
 *
 * @param login the account that the portal creates on machines and that receives the keys
 * @param url http or https address of a qcow2 file, or of an ISO 9660 one, or null
 * @param kind a disk or a CD; it never changes
 * @param checksum SHA-256 or SHA-512 of the file in hex, or null
 */
public record ImageDraft(
        String name,
        String login,
        int minimumDiskGib,
        int minimumMemoryMib,
        @Nullable String url,
        @Nullable String checksum,
        ImageKind kind) {

    /** Of a disk. */
    public ImageDraft(
            String name,
            String login,
            int minimumDiskGib,
            int minimumMemoryMib,
            @Nullable String url,
            @Nullable String checksum) {
        this(name, login, minimumDiskGib, minimumMemoryMib, url, checksum, ImageKind.DISK);
    }

    Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("name", name);
        parameters.put("login", login);
        parameters.put("disk", minimumDiskGib);
        parameters.put("memory", minimumMemoryMib);
        parameters.put("url", url);
        parameters.put("checksum", checksum);
        parameters.put("kind", kind.name());
        return parameters;
    }
}
