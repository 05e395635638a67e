package org.podkeeper.catalog;

import java.nio.file.Path;
import org.podkeeper.kernel.PodkeeperSettings;
import org.springframework.stereotype.Component;

/** The folder of image files, each named by its content. Portals that share a database share this folder. */
@Component
class ImageStore {
    private final Path folder;

    ImageStore(PodkeeperSettings settings) {
        folder = settings.dataDirectory().toAbsolutePath().normalize().resolve("images");
    }

    Path file(String sha256) {
        return folder.resolve(sha256 + ".qcow2");
    }
}
