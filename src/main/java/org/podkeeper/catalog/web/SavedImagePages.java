package org.podkeeper.catalog.web;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.SavedImage;
import org.podkeeper.catalog.SavedImages;
import org.podkeeper.inventory.Change;
import org.podkeeper.web.NotFound;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The images that people saved from their machines. */
@Controller
@RequestMapping("/saved-images")
class SavedImagePages {
    private final SavedImages images;
    private final Catalog catalog;
    private final People people;
    private final CatalogWords words;

    SavedImagePages(SavedImages images, Catalog catalog, People people, CatalogWords words) {
        this.images = images;
        this.catalog = catalog;
        this.people = people;
        this.words = words;
    }

    /** An image as the list shows it. */
    record Row(SavedImage it, String owner, boolean mine) {}

    @GetMapping
    String list(Person person, Model model) {
        List<SavedImage> all = images.all(person);
        Map<PersonId, Person> owners =
                peopleOf(all.stream().map(SavedImage::owner).toList());
        model.addAttribute(
                "rows",
                all.stream()
                        .map(saved -> new Row(
                                saved,
                                nameIn(owners, saved.owner()),
                                saved.owner().equals(person.id())))
                        .toList());
        model.addAttribute("most", images.mostPerPerson());
        model.addAttribute("used", images.countOf(person.id()));
        return "catalog/saved-images";
    }

    @GetMapping("/{id}")
    String show(@PathVariable UUID id, Person person, Model model) {
        SavedImage saved = find(id, person);
        Map<PersonId, Person> named = peopleOf(Stream.concat(Stream.of(saved.owner()), saved.sharedWith().stream())
                .toList());
        boolean mayChange = saved.owner().equals(person.id()) || person.is(Role.LAB_ADMIN);
        model.addAttribute("saved", saved);
        model.addAttribute("owner", nameIn(named, saved.owner()));
        model.addAttribute(
                "sharedWith",
                saved.sharedWith().stream()
                        .map(named::get)
                        .filter(Objects::nonNull)
                        .map(Person::userName)
                        .collect(Collectors.joining(", ")));
        model.addAttribute("mayChange", mayChange);
        model.addAttribute("mayPublish", person.is(Role.LAB_ADMIN));
        model.addAttribute("uses", mayChange ? images.usesOf(saved.image().id()) : List.of());
        model.addAttribute("bases", bases(saved, person));
        return "catalog/saved-image";
    }

    /** Configs that one with the image may be like, the one that its machine had at first. */
    private List<Config> bases(SavedImage saved, Person person) {
        ConfigId origin = saved.origin().config();
        return catalog.pods().stream()
                .flatMap(pod -> catalog.configsFor(pod.key(), person).stream())
                .sorted((one, other) ->
                        Boolean.compare(other.id().equals(origin), one.id().equals(origin)))
                .toList();
    }

    @PostMapping("/{id}/rename")
    String rename(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String name,
            Person person,
            RedirectAttributes flash) {
        return answer(id, images.rename(new ImageId(id), name, person), "saved.renamed", flash);
    }

    @PostMapping("/{id}/share")
    String share(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String people,
            Person person,
            RedirectAttributes flash) {
        return answer(id, images.share(new ImageId(id), namesIn(people), person), "saved.shared", flash);
    }

    @PostMapping("/{id}/publish")
    @PreAuthorize("hasRole('LAB_ADMIN')")
    String publish(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "true") boolean published,
            Person person,
            RedirectAttributes flash) {
        return answer(
                id,
                images.publish(new ImageId(id), published, person),
                published ? "saved.published" : "saved.withdrawn",
                flash);
    }

    @PostMapping("/{id}/configs")
    String makeConfig(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "00000000-0000-0000-0000-000000000000") UUID like,
            @RequestParam(defaultValue = "") String nodes,
            @RequestParam(defaultValue = "") String name,
            Person person,
            RedirectAttributes flash) {
        SavedImage saved = find(id, person);
        Set<String> machines = namesIn(nodes);
        if (machines.isEmpty()) {
            machines = catalog.config(new ConfigId(like)).stream()
                    .flatMap(config -> config.nodes().stream())
                    .map(Config.Software::node)
                    .collect(Collectors.toSet());
        }
        return answer(
                id,
                images.makeConfig(saved.image().id(), new ConfigId(like), machines, name, person),
                "saved.config.made",
                flash);
    }

    @PostMapping("/{id}/configs/retire")
    String retire(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String key,
            Person person,
            RedirectAttributes flash) {
        return answer(id, images.retireConfig(new ImageId(id), key, person), "saved.config.retired", flash);
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        Change<ImageId> change = images.delete(new ImageId(id), person);
        String shown = answer(id, change, "saved.deleted", flash);
        return change instanceof Change.Done ? "redirect:/saved-images" : shown;
    }

    private String answer(UUID id, Change<?> change, String done, RedirectAttributes flash) {
        switch (change) {
            case Change.Done<?> made -> flash.addFlashAttribute("notice", words.say(done));
            case Change.Refused<?>(var complaints) -> flash.addFlashAttribute("problem", words.say(complaints));
        }
        return "redirect:/saved-images/" + id;
    }

    private SavedImage find(UUID id, Person person) {
        return images.find(new ImageId(id), person).orElseThrow(() -> new NotFound("Image " + id));
    }

    private static Set<String> namesIn(String text) {
        return Arrays.stream(text.split("[,;\\s]+", -1))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private Map<PersonId, Person> peopleOf(Collection<PersonId> ids) {
        return people.find(ids).stream().collect(Collectors.toMap(Person::id, Function.identity()));
    }

    private static String nameIn(Map<PersonId, Person> named, PersonId id) {
        Person person = named.get(id);
        return person == null ? "" : person.fullName();
    }
}
