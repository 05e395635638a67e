package org.podkeeper.catalog;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an admin decides about an image.
 *
 * @param login the account that the portal creates on machines and that receives the keys
 * @param url http or https address of a qcow2 file, or null
 * @param checksum SHA-256 or SHA-512 of the file in hex, or null
 */
public record ImageDraft(
        String name,
        String login,
        int minimumDiskGib,
        int minimumMemoryMib,
        @Nullable String url,
        @Nullable String checksum) {

    Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("name", name);
        parameters.put("login", login);
        parameters.put("disk", minimumDiskGib);
        parameters.put("memory", minimumMemoryMib);
        parameters.put("url", url);
        parameters.put("checksum", checksum);
        return parameters;
    }
}
