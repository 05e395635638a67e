package org.podkeeper.catalog;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** The front door of Pods, Configs and images. */
@Service
public class Catalog {
    /** The newest version of every Pod that can be booked, in the order to show them. */
    public List<Pod> pods() {
        throw new UnsupportedOperationException();
    }

    /** Any version, also one that can no longer be booked. */
    public Optional<Pod> pod(PodId id) {
        throw new UnsupportedOperationException();
    }

    /** The newest version of every Config for this Pod, usable ones first. */
    public List<Config> configsFor(String podKey) {
        throw new UnsupportedOperationException();
    }

    public Optional<Config> config(ConfigId id) {
        throw new UnsupportedOperationException();
    }

    public Optional<Image> image(ImageId id) {
        throw new UnsupportedOperationException();
    }

    /** What stands in the way of booking this Config now, in words for the user; empty when nothing does. */
    public List<String> obstacles(Pod pod, Config config) {
        throw new UnsupportedOperationException();
    }
}
