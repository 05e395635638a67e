package org.podkeeper.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Complaint;
import org.podkeeper.web.NotFound;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The front door of images that people save from their machines: who has which, who may use them, and their end. Somebody
 * else's image that is not shared does not exist for who is no lab admin.
 */
@Service
public class SavedImages {
    private static final int LONGEST_NAME = 80;
    private static final int MOST_SHARES = 50;

    private final SavedImageRows rows;
    private final Images images;
    private final ImageStore store;
    private final Designs designs;
    private final Around around;

    /** What it needs besides. */
    @org.springframework.stereotype.Component("aroundSavedImages")
    record Around(
            People people,
            ObjectProvider<ImageUses> uses,
            CatalogSettings settings,
            TransactionOperations transaction,
            Clock clock) {}

    SavedImages(SavedImageRows rows, Images images, ImageStore store, Designs designs, Around around) {
        this.rows = rows;
        this.images = images;
        this.store = store;
        this.designs = designs;
        this.around = around;
    }

    /** Gives the bytes of a file. */
    @FunctionalInterface
    public interface Source {
        void writeTo(OutputStream out);
    }

    /** Whether the image is complete here; it may be deleted by now. */
    public boolean has(ImageId id) {
        return rows.has(id);
    }

    /** How many a person has. */
    public int countOf(PersonId owner) {
        return rows.countOf(owner);
    }

    /** How many a person may have. */
    public int mostPerPerson() {
        return around.settings().savedImagesPerPerson();
    }

    /**
     * Takes the file of an image and lists it, private. May be repeated: an image that is here already stays as it is.
     *
     * @throws BadImageFile when the file is none, or larger than images may be
     */
    public void receive(NewSavedImage saved, Source source) {
        if (rows.has(saved.id())) {
            return;
        }
        ImageStore.Kept kept = keep(saved.id(), ImageKind.DISK, source);
        around.transaction()
                .executeWithoutResult(status ->
                        rows.add(saved, keyOf(saved), kept, around.clock().instant()));
    }

    ImageStore.Kept keep(ImageId id, ImageKind kind, Source source) {
        try {
            Path growing = store.growing("saved-" + id);
            try (OutputStream out = new BoundedFile(
                    Files.newOutputStream(growing), around.settings().largestImage())) {
                source.writeTo(out);
            }
            return store.keep(growing, null, kind);
        } catch (BadImage e) {
            forget(id);
            throw new BadImageFile(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("The portal cannot keep the image " + id, e);
        }
    }

    /** What came of a file so far is not wanted any more. */
    public void forget(ImageId id) {
        try {
            Files.deleteIfExists(store.growing("saved-" + id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String keyOf(NewSavedImage saved) {
        String slug = saved.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        slug = slug.substring(0, Math.min(slug.length(), 40)).replaceAll("^-+|-+$", "");
        return (slug.isEmpty() ? "saved" : slug) + "-"
                + saved.id().value().toString().substring(0, 8);
    }

    /** One's own and those that others share with one; all for lab admins. The newest first. */
    public List<SavedImage> all(Person person) {
        return rows.all().stream()
                .filter(saved -> maySee(saved, person))
                .map(this::withConfigs)
                .toList();
    }

    public Optional<SavedImage> find(ImageId id, Person person) {
        return rows.find(id).filter(saved -> maySee(saved, person)).map(this::withConfigs);
    }

    private static boolean maySee(SavedImage saved, Person person) {
        return mayChange(saved, person)
                || saved.visibility() == Visibility.PUBLISHED
                || saved.sharedWith().contains(person.id());
    }

    private static boolean mayChange(SavedImage saved, Person person) {
        return saved.owner().equals(person.id()) || person.is(Role.LAB_ADMIN);
    }

    private SavedImage withConfigs(SavedImage saved) {
        List<Config> configs = designs.using(saved.image().id());
        return new SavedImage(
                saved.image(),
                saved.owner(),
                saved.visibility(),
                saved.sharedWith(),
                saved.savedAt(),
                saved.origin(),
                configs);
    }

    public Change<ImageId> rename(ImageId id, String name, Person by) {
        toChange(id, by);
        return badName(name)
                ? Change.refused(complaint("name", "name"))
                : changing(() -> {
                    rows.rename(id, name.strip());
                    return id;
                });
    }

    /**
     * Names the people who may use it besides its owner; nobody makes it private.
     *
     * @param userNames as people sign in
     */
    public Change<ImageId> share(ImageId id, Collection<String> userNames, Person by) {
        SavedImage saved = toChange(id, by);
        if (saved.visibility() == Visibility.PUBLISHED) {
            return Change.refused(complaint("people", "image.published"));
        }
        Set<PersonId> persons = new LinkedHashSet<>();
        List<String> unknown = new ArrayList<>();
        userNames.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(name -> around.people()
                        .findByUserName(name)
                        .ifPresentOrElse(person -> persons.add(person.id()), () -> unknown.add(name)));
        persons.remove(saved.owner());
        if (!unknown.isEmpty()) {
            return Change.refused(complaint("people", "image.nobody", String.join(", ", unknown)));
        }
        if (persons.size() > MOST_SHARES) {
            return Change.refused(complaint("people", "image.shares", MOST_SHARES));
        }
        return changing(() -> {
            rows.show(id, persons.isEmpty() ? Visibility.PRIVATE : Visibility.SHARED, persons);
            return id;
        });
    }

    /**
     * Lets everyone use it, or its owner only again.
     *
     * @throws AccessDeniedException when the person is no lab admin
     */
    public Change<ImageId> publish(ImageId id, boolean published, Person by) {
        toChange(id, by);
        if (!by.is(Role.LAB_ADMIN)) {
            throw new AccessDeniedException("Image " + id + " is published by lab admins");
        }
        return changing(() -> {
            rows.show(id, published ? Visibility.PUBLISHED : Visibility.PRIVATE, List.of());
            return id;
        });
    }

    /** What keeps an image from being deleted, each in words: Configs that can be booked, bookings that are not over. */
    public List<String> usesOf(ImageId id) {
        return Stream.concat(
                        designs.using(id).stream().map(config -> "the Config " + config.name()),
                        around.uses().orderedStream().flatMap(uses -> uses.of(id).stream()))
                .toList();
    }

    /** Deletes its file for good; refused while a Config or a booking that is not over uses it. */
    public Change<ImageId> delete(ImageId id, Person by) {
        SavedImage saved = toChange(id, by);
        List<String> uses = usesOf(id);
        if (!uses.isEmpty()) {
            return Change.refused(complaint("", "image.in-use", String.join(", ", uses)));
        }
        Change<ImageId> change = changing(() -> {
            rows.remove(id, around.clock().instant());
            return id;
        });
        String sha256 = saved.image().sha256();
        if (change instanceof Change.Done && sha256 != null && !images.anyHas(sha256)) {
            store.delete(sha256);
        }
        return change;
    }

    /**
     * A Config like another one, in which these machines start from the image. Everyone who may use all of its images may
     * book it.
     */
    public Change<ConfigId> makeConfig(ImageId id, ConfigId like, Set<String> nodes, String name, Person by) {
        SavedImage saved = find(id, by).orElseThrow(() -> new NotFound("Image " + id));
        Set<ImageId> visible = rows.visibleTo(by.id());
        Config base =
                designs.config(like).filter(config -> mayUse(config, visible)).orElse(null);
        if (base == null) {
            return Change.refused(complaint("like", "image.no-config"));
        }
        if (!visible.contains(id)) {
            return Change.refused(complaint("", "image.not-shared"));
        }
        if (badName(name)) {
            return Change.refused(complaint("name", "name"));
        }
        Set<String> known = new LinkedHashSet<>();
        base.nodes().forEach(software -> known.add(software.node()));
        if (nodes.isEmpty() || !known.containsAll(nodes)) {
            return Change.refused(complaint("nodes", "image.no-machine", String.join(", ", known)));
        }
        List<String> tooSmall = designs.newestPod(base.podKey()).stream()
                .flatMap(pod -> pod.nodes().stream())
                .filter(node -> nodes.contains(node.name()))
                .flatMap(node -> Fit.size(node, saved.image()).stream())
                .toList();
        if (!tooSmall.isEmpty()) {
            return Change.refused(complaint("nodes", "design", String.join(" ", tooSmall)));
        }
        return changing(() -> designs.addOwnConfig(base, id, nodes, name.strip(), by.id()));
    }

    /** Nobody can book this Config with the image any more. Only for a Config of one's own, and for lab admins. */
    public Change<ConfigId> retireConfig(ImageId id, String key, Person by) {
        SavedImage saved = find(id, by).orElseThrow(() -> new NotFound("Image " + id));
        Config config = saved.configs().stream()
                .filter(one -> one.key().equals(key))
                .filter(one -> by.is(Role.LAB_ADMIN)
                        || designs.ownerOf(key).filter(by.id()::equals).isPresent())
                .findFirst()
                .orElse(null);
        if (config == null) {
            return Change.refused(complaint("key", "image.no-own-config"));
        }
        return changing(() -> {
            designs.retireConfig(key, true);
            return config.id();
        });
    }

    static boolean mayUse(Config config, Set<ImageId> visible) {
        return config.nodes().stream().allMatch(software -> visible.contains(software.image()));
    }

    private SavedImage toChange(ImageId id, Person by) {
        SavedImage saved =
                rows.find(id).filter(found -> maySee(found, by)).orElseThrow(() -> new NotFound("Image " + id));
        if (!mayChange(saved, by)) {
            throw new AccessDeniedException("Image " + id + " belongs to somebody else");
        }
        return saved;
    }

    private static boolean badName(String name) {
        return name.isBlank() || name.strip().length() > LONGEST_NAME;
    }

    private <T> Change<T> changing(Supplier<T> change) {
        return around.transaction().execute(status -> new Change.Done<>(change.get()));
    }

    private static Complaint complaint(String field, String code, Object... arguments) {
        return new Complaint(field, "catalog.refused." + code, List.of(arguments));
    }
}
