package org.podkeeper.catalog;

import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** The folder of image files, each named by its content. */
@Component
class ImageStore {
    private final CatalogSettings settings;

    ImageStore(CatalogSettings settings) {
        this.settings = settings;
    }

    Path file(String sha256) {
        return settings.images().resolve(sha256 + ".qcow2");
    }
}
