package org.podkeeper.catalog.web;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.podkeeper.account.Person;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What can be booked, for everyone who is signed in. */
@Controller
class CatalogPages {
    private final Catalog catalog;

    CatalogPages(Catalog catalog) {
        this.catalog = catalog;
    }

    /** A Pod as the list shows it. */
    record Entry(Pod pod, Topology topology, String memory, List<Choice> configs) {}

    /** A Config and what stands in its way. */
    record Choice(Config config, List<String> obstacles, List<String> images) {}

    @GetMapping("/catalog")
    String list(Person person, Model model) {
        model.addAttribute(
                "entries",
                catalog.pods().stream().map(pod -> entry(pod, person)).toList());
        model.addAttribute("images", catalog.images(person));
        model.addAttribute("retired", catalog.retiredPods());
        return "catalog/catalog";
    }

    @GetMapping("/catalog/pods/{key}")
    String pod(@PathVariable String key, Person person, Model model) {
        Pod pod = catalog.newestPod(key).orElseThrow(() -> new NotFound("Pod " + key));
        model.addAttribute("entry", entry(pod, person));
        model.addAttribute("retired", catalog.isRetired(key));
        model.addAttribute("retiredConfigs", catalog.retiredConfigsFor(key));
        model.addAttribute("versions", catalog.versionsOf(key));
        return "catalog/pod";
    }

    private Entry entry(Pod pod, Person person) {
        Map<ImageId, String> names = catalog.images(person).stream().collect(Collectors.toMap(Image::id, Image::name));
        List<Choice> choices = catalog.configsFor(pod.key(), person).stream()
                .map(config -> new Choice(
                        config,
                        catalog.obstacles(pod, config),
                        config.nodes().stream()
                                .map(software -> names.getOrDefault(software.image(), "?"))
                                .distinct()
                                .toList()))
                .toList();
        return new Entry(pod, Topology.of(pod), Sizes.memory(pod.resources().memoryMib()), choices);
    }
}
