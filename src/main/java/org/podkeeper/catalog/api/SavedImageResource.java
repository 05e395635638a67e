package org.podkeeper.catalog.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.SavedImage;
import org.podkeeper.catalog.SavedImages;
import org.podkeeper.catalog.Visibility;
import org.podkeeper.inventory.Change;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Images that people saved from their machines, for programs. */
@RestController
@RequestMapping("/api/v1/saved-images")
@Tag(name = "Saved images", description = "Disks of machines that became images: made by the operation SAVE_IMAGE")
class SavedImageResource {
    private final SavedImages images;
    private final Catalog catalog;
    private final People people;
    private final MessageSource messages;

    SavedImageResource(SavedImages images, Catalog catalog, People people, MessageSource messages) {
        this.images = images;
        this.catalog = catalog;
        this.people = people;
        this.messages = messages;
    }

    /**
     * @param booking number of the booking that its disk is from
     * @param configs keys of the Configs that use it and can be booked
     */
    record View(
            UUID id,
            String key,
            String name,
            @Schema(description = "user name") String owner,
            Visibility visibility,
            List<String> sharedWith,
            Instant savedAt,
            long booking,
            String machine,
            String baseImage,
            long sizeBytes,
            @Nullable String sha256,
            String login,
            int minimumDiskGib,
            int minimumMemoryMib,
            List<String> configs) {}

    /** What is to be another from now on; what is left out stays. */
    record ChangeJson(
            @Nullable String name,

            @Schema(description = "user names of all who may use it; empty for nobody else") @Nullable
            List<String> sharedWith,

            @Schema(description = "whether everyone may use it; for lab admins") @Nullable
            Boolean published) {}

    /** What a new Config is like. */
    record NewConfigJson(
            @Schema(description = "key or id of the Config that it is like") @Nullable
            String like,

            @Schema(description = "machines that start from the image; all when left out") @Nullable
            List<String> machines,

            @Nullable String name) {}

    /** The key is what a booking names. */
    record ConfigJson(UUID id, String key, String name) {}

    @GetMapping
    @Operation(
            summary = "List saved images",
            description = "Your own, those shared with you and published ones; all for lab admins. The newest first.")
    List<View> list(Person person) {
        return images.all(person).stream().map(this::view).toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a saved image")
    View read(@PathVariable UUID id, Person person) {
        return view(find(id, person));
    }

    @PostMapping("/{id}")
    @Operation(summary = "Rename, share or publish it", description = "What is left out stays as it is.")
    @ApiResponse(responseCode = "422", description = "Refused, with every reason")
    View change(@PathVariable UUID id, @RequestBody ChangeJson change, Person person) {
        ImageId image = find(id, person).image().id();
        if (change.name() != null) {
            done(images.rename(image, change.name(), person));
        }
        if (change.sharedWith() != null) {
            done(images.share(image, change.sharedWith(), person));
        }
        if (change.published() != null) {
            done(images.publish(image, change.published(), person));
        }
        return view(find(id, person));
    }

    @PostMapping("/{id}/configs")
    @Operation(
            summary = "Make a Config with it",
            description = "Like another Config, in which some machines start from the image. Book it by its key.")
    @ApiResponse(responseCode = "422", description = "Refused, with every reason")
    ConfigJson makeConfig(@PathVariable UUID id, @RequestBody NewConfigJson wanted, Person person) {
        SavedImage saved = find(id, person);
        Config like = catalog.pods().stream()
                .flatMap(pod -> catalog.configsFor(pod.key(), person).stream())
                .filter(config -> config.key().equals(wanted.like())
                        || config.id().toString().equals(wanted.like()))
                .findFirst()
                .orElse(null);
        ConfigId base = like == null ? new ConfigId(new UUID(0, 0)) : like.id();
        List<String> machines = wanted.machines() != null || like == null
                ? wanted.machines()
                : like.nodes().stream().map(Config.Software::node).toList();
        ConfigId made = done(images.makeConfig(
                saved.image().id(),
                base,
                new HashSet<>(machines == null ? List.of() : machines),
                wanted.name() == null ? "" : wanted.name(),
                person));
        Config config = catalog.config(made).orElseThrow();
        return new ConfigJson(config.id().value(), config.key(), config.name());
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Delete it for good",
            description = "Refused while a Config that can be booked, or a booking that is not over, uses it.")
    @ApiResponse(responseCode = "422", description = "Refused: who uses it")
    ResponseEntity<Void> delete(@PathVariable UUID id, Person person) {
        done(images.delete(find(id, person).image().id(), person));
        return ResponseEntity.noContent().build();
    }

    private <T> T done(Change<T> change) {
        return switch (change) {
            case Change.Done<T>(T made) -> made;
            case Change.Refused<T>(var complaints) -> throw new CatalogRefused(complaints, messages);
        };
    }

    private SavedImage find(UUID id, Person person) {
        return images.find(new ImageId(id), person).orElseThrow(() -> new NotFound("Image " + id));
    }

    private View view(SavedImage saved) {
        return new View(
                saved.image().id().value(),
                saved.image().key(),
                saved.image().name(),
                userName(saved.owner()),
                saved.visibility(),
                saved.sharedWith().stream().map(this::userName).toList(),
                saved.savedAt(),
                saved.origin().booking(),
                saved.origin().machine(),
                saved.origin().image(),
                saved.image().sizeBytes(),
                saved.image().sha256(),
                saved.image().login(),
                saved.image().minimumDiskGib(),
                saved.image().minimumMemoryMib(),
                saved.configs().stream().map(Config::key).toList());
    }

    private String userName(PersonId id) {
        return people.find(id).map(Person::userName).orElse("");
    }
}
