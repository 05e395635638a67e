package org.podkeeper.catalog.api;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.kernel.Resources;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Pods, Configs and images, for reading. */
@RestController
@RequestMapping("/api/v1")
class CatalogApi {
    private final Catalog catalog;

    CatalogApi(Catalog catalog) {
        this.catalog = catalog;
    }

    /** @param id of this version, as a booking names it */
    record PodView(
            UUID id,
            String key,
            int version,
            String name,
            String description,
            Resources resources,
            List<Pod.Network> networks,
            List<Pod.Node> nodes) {}

    /**
     * @param id of this version, as a booking names it
     * @param pod key of the Pod it is for
     * @param obstacles what stands in the way of booking it now; empty when nothing does
     */
    record ConfigView(
            UUID id,
            String key,
            int version,
            String name,
            String description,
            String pod,
            List<SoftwareView> nodes,
            List<String> obstacles) {}

    /** @param image key of the image */
    record SoftwareView(
            String node,
            String image,
            String hostName,
            @Nullable String cloudInit) {}

    record ImageView(
            UUID id,
            String key,
            String name,
            String login,
            boolean available,
            @Nullable String sha256,
            long sizeBytes,
            int minimumDiskGib,
            int minimumMemoryMib) {}

    record MediumView(
            UUID id,
            String key,
            String name,
            boolean available,
            @Nullable String sha256,
            long sizeBytes) {}

    /** The newest version of every Pod that can be booked. */
    @GetMapping("/pods")
    List<PodView> pods() {
        return catalog.pods().stream()
                .map(pod -> new PodView(
                        pod.id().value(),
                        pod.key(),
                        pod.version(),
                        pod.name(),
                        pod.description(),
                        pod.resources(),
                        pod.networks(),
                        pod.nodes()))
                .toList();
    }

    /** The newest version of every Config, of one Pod or of all. */
    @GetMapping("/configs")
    List<ConfigView> configs(@RequestParam(required = false) @Nullable String pod, Person person) {
        Map<ImageId, String> images = catalog.images(person).stream().collect(Collectors.toMap(Image::id, Image::key));
        return catalog.pods().stream()
                .filter(one -> pod == null || one.key().equals(pod))
                .flatMap(one -> catalog.configsFor(one.key(), person).stream().map(config -> view(one, config, images)))
                .toList();
    }

    @GetMapping("/images")
    List<ImageView> images(Person person) {
        return catalog.images(person).stream()
                .map(image -> new ImageView(
                        image.id().value(),
                        image.key(),
                        image.name(),
                        image.login(),
                        image.available(),
                        image.sha256(),
                        image.sizeBytes(),
                        image.minimumDiskGib(),
                        image.minimumMemoryMib()))
                .toList();
    }

    /** CDs that can be put into machines. */
    @GetMapping("/media")
    List<MediumView> media() {
        return catalog.media().stream()
                .map(cd -> new MediumView(
                        cd.id().value(), cd.key(), cd.name(), cd.available(), cd.sha256(), cd.sizeBytes()))
                .toList();
    }

    private ConfigView view(Pod pod, Config config, Map<ImageId, String> images) {
        return new ConfigView(
                config.id().value(),
                config.key(),
                config.version(),
                config.name(),
                config.description(),
                config.podKey(),
                config.nodes().stream()
                        .map(software -> new SoftwareView(
                                software.node(),
                                images.getOrDefault(software.image(), ""),
                                software.hostName(),
                                software.cloudInit()))
                        .toList(),
                catalog.obstacles(pod, config));
    }
}
