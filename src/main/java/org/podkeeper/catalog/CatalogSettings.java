package org.podkeeper.catalog;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How images come here.
 *
 * @param tinyImage qcow2 file that becomes the image {@code tiny} when the portal starts, or null
 * @param largestImage a fetch that grows beyond it is refused, and so is a disk that is saved
 * @param savedImagesPerPerson how many images of their machines' disks people may have at a time
 */
@ConfigurationProperties("podkeeper")
record CatalogSettings(
        @Nullable Path tinyImage,
        @DefaultValue("20GB") DataSize largestImage,
        @DefaultValue("10") int savedImagesPerPerson) {}
