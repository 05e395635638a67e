package org.podkeeper.provisioning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.KeptId;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.StoredImage;
import org.springframework.stereotype.Component;

/** Pods that begin with kept disks: their machines start from these in the place of the Config's images. */
@Component
class KeptBeginnings {
    private final KeptPods kept;
    private final Catalog catalog;
    private final BookingDesk desk;

    KeptBeginnings(KeptPods kept, Catalog catalog, BookingDesk desk) {
        this.kept = kept;
        this.catalog = catalog;
        this.desk = desk;
    }

    /** The disks of each machine in their order; empty for a booking that begins with the Config's images. */
    Map<String, List<Image>> imagesFor(BookingView booking) {
        KeptId from = booking.choices().from();
        if (from == null) {
            return Map.of();
        }
        var images = new HashMap<String, List<Image>>();
        kept.imagesOf(from)
                .forEach((node, disks) ->
                        images.put(node, disks.stream().map(this::image).toList()));
        return images;
    }

    private Image image(ImageId disk) {
        return catalog.image(disk).orElseThrow(() -> new IllegalStateException("A kept disk has no image: " + disk));
    }

    /** Nobody else begins with somebody's kept disks, so they do not stay on the host as golden images do. */
    void removeUnused(DeploymentView deployment, Hypervisor host) {
        BookingView booking = desk.find(deployment.booking()).orElseThrow();
        KeptId from = booking.choices().from();
        if (from == null) {
            return;
        }
        var names = kept.imagesOf(from).values().stream()
                .flatMap(List::stream)
                .map((ImageId id) -> catalog.image(id))
                .flatMap(java.util.Optional::stream)
                .map(Blueprint::goldenName)
                .collect(Collectors.toSet());
        host.images().stream()
                .filter(Predicate.not(StoredImage::used))
                .map(StoredImage::name)
                .filter(names::contains)
                .forEach(host::ensureImageAbsent);
    }
}
