package org.podkeeper.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of Pods, Configs and images. */
@Service
@Transactional(readOnly = true)
public class Catalog {
    private final Designs designs;
    private final Images images;
    private final SavedImageRows saved;

    Catalog(Designs designs, Images images, SavedImageRows saved) {
        this.designs = designs;
        this.images = images;
        this.saved = saved;
    }

    /** The newest version of every Pod that can be booked, in the order to show them. */
    public List<Pod> pods() {
        return designs.pods(false);
    }

    /** Any version, also one that can no longer be booked. */
    public Optional<Pod> pod(PodId id) {
        return designs.pod(id);
    }

    /** Newest versions of Pods that can no longer be booked. */
    public List<Pod> retiredPods() {
        return designs.pods(true);
    }

    /** The newest version of a Pod, retired or not. */
    public Optional<Pod> newestPod(String key) {
        return designs.newestPod(key);
    }

    public boolean isRetired(String podKey) {
        return designs.pods(true).stream().anyMatch(pod -> pod.key().equals(podKey));
    }

    /** All versions of a Pod, newest first. */
    public List<DesignVersion> versionsOf(String podKey) {
        return designs.versionsOf(podKey);
    }

    /** Newest versions of the Pod's Configs that can no longer be booked. */
    public List<Config> retiredConfigsFor(String podKey) {
        return designs.configs(podKey, true);
    }

    /** The newest version of a Config, retired or not. */
    public Optional<Config> newestConfig(String key) {
        return designs.newestConfig(key);
    }

    /** The newest version of every Config for this Pod, usable ones first. */
    public List<Config> configsFor(String podKey) {
        List<Pod> pods = designs.pods(false).stream()
                .filter(pod -> pod.key().equals(podKey))
                .toList();
        return designs.configs(podKey, false).stream()
                .sorted(Comparator.comparing((Config config) ->
                        pods.stream().noneMatch(pod -> obstacles(pod, config).isEmpty())))
                .toList();
    }

    /** As {@link #configsFor(String)}, without those that start from images which the person may not use. */
    public List<Config> configsFor(String podKey, @Nullable Person person) {
        Set<ImageId> visible = saved.visibleTo(person == null ? null : person.id());
        return configsFor(podKey).stream()
                .filter(config -> SavedImages.mayUse(config, visible))
                .toList();
    }

    /** Whether the person may use all images of the Config. */
    public boolean mayUse(Config config, @Nullable Person person) {
        return SavedImages.mayUse(config, saved.visibleTo(person == null ? null : person.id()));
    }

    public Optional<Config> config(ConfigId id) {
        return designs.config(id);
    }

    /** Those that everyone may use, in the order to show them. */
    public List<Image> images() {
        return images(null);
    }

    /** Those that the person may use, in the order to show them. */
    public List<Image> images(@Nullable Person person) {
        Set<ImageId> visible = saved.visibleTo(person == null ? null : person.id());
        return images.all().stream()
                .filter(image -> visible.contains(image.id()))
                .toList();
    }

    /** CDs, those that are not here yet included. */
    public List<Image> media() {
        return images.media();
    }

    public Optional<Image> image(ImageId id) {
        return images.find(id);
    }

    /** What stands in the way of booking this Config now, in words for the user; empty when nothing does. */
    public List<String> obstacles(Pod pod, Config config) {
        List<String> obstacles = new ArrayList<>();
        if (!config.podKey().equals(pod.key())) {
            obstacles.add("The Config " + config.name() + " is for another Pod than " + pod.name() + ".");
            return obstacles;
        }
        for (Pod.Node node : pod.nodes()) {
            config.nodes().stream()
                    .filter(software -> software.node().equals(node.name()))
                    .findFirst()
                    .ifPresentOrElse(
                            software -> images.find(software.image())
                                    .ifPresent(image -> obstacles.addAll(Fit.between(node, image))),
                            () -> obstacles.add("The Config " + config.name() + " says nothing of the machine "
                                    + node.name() + ": a lab admin can add it to the Config."));
        }
        return obstacles.stream().distinct().toList();
    }
}
