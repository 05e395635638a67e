package org.podkeeper.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Makes the guest that was built on this machine the image {@code tiny}, again when it was built anew. */
@Component
class TinyImage implements ApplicationRunner {
    static final String KEY = "tiny";

    private static final Logger log = LoggerFactory.getLogger(TinyImage.class);

    private final CatalogSettings settings;
    private final Images images;
    private final ImageStore store;
    private final Clock clock;

    TinyImage(CatalogSettings settings, Images images, ImageStore store, Clock clock) {
        this.settings = settings;
        this.images = images;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        Path file = settings.tinyImage();
        Optional<Image> image = images.findByKey(KEY);
        if (file == null || image.isEmpty()) {
            return;
        }
        if (!Files.isReadable(file)) {
            log.warn("The tiny guest is not at {}: build it with images/build-tiny", file);
            return;
        }
        if (!isHere(image.get(), ImageStore.digest(file, "SHA-256"))) {
            register(file, image.get());
        }
    }

    private static boolean isHere(Image image, String sha256) {
        return sha256.equals(image.sha256()) && image.file() != null && Files.isReadable(image.file());
    }

    private void register(Path file, Image image) throws IOException {
        Path growing = store.growing("tiny-" + ProcessHandle.current().pid());
        Files.copy(file, growing, StandardCopyOption.REPLACE_EXISTING);
        try {
            images.arrived(image.id(), store.keep(growing, null, ImageKind.DISK), clock.instant());
            log.info("The tiny guest is in the catalog, from {}", file);
        } catch (BadImage e) {
            Files.deleteIfExists(growing);
            log.error("The tiny guest at {} is refused: {}", file, e.getMessage());
        }
    }
}
