package org.podkeeper.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Fetches one image: goes on where an earlier try stopped, checks the file, gives it its place. May be repeated at any
 * time, by any portal that shares the folder.
 */
@Component
class ImageFetch {
    private static final Logger log = LoggerFactory.getLogger(ImageFetch.class);

    private final Images images;
    private final ImageStore store;
    private final Download download;
    private final Clock clock;

    ImageFetch(Images images, ImageStore store, Download download, Clock clock) {
        this.images = images;
        this.store = store;
        this.download = download;
        this.clock = clock;
    }

    /**
     * @param last whether nobody will try again after this
     * @throws IOException when another try may help
     */
    void run(ImageId id, long attempt, boolean last) throws IOException {
        Optional<ImageDetails> found = images.details(id)
                .filter(details -> details.fetch().attempt() == attempt)
                .filter(details -> details.fetch().state().underWay());
        if (found.isEmpty()) {
            return;
        }
        String url = found.get().sourceUrl();
        String checksum = found.get().checksum();
        if (url == null || checksum == null) {
            images.failed(id, attempt, "The address or the checksum is missing.");
            return;
        }
        // named by what it must become, so that it is only ever continued with more of the same
        Path growing = store.growing(id + "-" + checksum.substring(0, 32));
        try {
            download.to(growing, url, (bytes, total) -> images.progress(id, attempt, bytes, total, null));
            keep(found.get().image(), attempt, growing, checksum);
        } catch (Download.Unwanted e) {
            Files.deleteIfExists(growing);
        } catch (BadImage e) {
            log.info("Image {} from {} is refused: {}", id, url, e.getMessage());
            Files.deleteIfExists(growing);
            images.failed(id, attempt, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            interrupted(id, attempt, growing, last, e);
        }
    }

    private void keep(Image image, long attempt, Path growing, String checksum) throws IOException {
        ImageId id = image.id();
        long size = Files.size(growing);
        if (!images.progress(id, attempt, size, size, "Checking it")) {
            throw new Download.Unwanted();
        }
        images.arrived(id, store.keep(growing, checksum, image.kind()), clock.instant());
        log.info("Image {} is here", id);
    }

    private void interrupted(ImageId id, long attempt, Path growing, boolean last, IOException cause)
            throws IOException {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (last) {
            log.warn("Image {} could not be fetched", id, cause);
            images.failed(id, attempt, "It could not be fetched: " + why + ".");
            return;
        }
        long bytes = Files.exists(growing) ? Files.size(growing) : 0;
        images.progress(id, attempt, bytes, null, "Interrupted (" + why + "); the portal tries again by itself.");
        throw cause;
    }
}
