package org.podkeeper.catalog;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where images are kept and how large they may be.
 *
 * @param dataDirectory the portal's data; images are in its folder {@code images}. Portals that share a database share it
 * @param tinyImage qcow2 file that becomes the image {@code tiny} when the portal starts, or null
 * @param largestImage a fetch that grows beyond it is refused
 */
@ConfigurationProperties("podkeeper")
record CatalogSettings(
        @DefaultValue("data") Path dataDirectory,
        @Nullable Path tinyImage,
        @DefaultValue("20GB") DataSize largestImage) {

    Path images() {
        return dataDirectory.toAbsolutePath().normalize().resolve("images");
    }
}
