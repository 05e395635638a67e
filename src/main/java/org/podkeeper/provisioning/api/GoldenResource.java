package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.inventory.HostId;
import org.podkeeper.provisioning.GoldenId;
import org.podkeeper.provisioning.GoldenPod;
import org.podkeeper.provisioning.Goldsmith;
import org.podkeeper.web.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What pods on each host go on from instead of booting, for programs of lab admins. */
@RestController
@RequestMapping("/api/v1/golden-pods")
@PreAuthorize("hasRole('LAB_ADMIN')")
@Tag(name = "Golden pods", description = "What pods go on from instead of booting; for lab admins")
class GoldenResource {
    private final Goldsmith goldsmith;
    private final Catalog catalog;

    GoldenResource(Goldsmith goldsmith, Catalog catalog) {
        this.goldsmith = goldsmith;
        this.catalog = catalog;
    }

    /** @param config key of the Config, in its newest version */
    record Wanted(@Nullable UUID host, @Nullable String config) {}

    /** @param inAdvance how many pods are to go on from it before anybody books them */
    record Change(@Nullable Integer inAdvance) {}

    @GetMapping
    @Operation(summary = "All of which something may be on a host", description = "The newest first.")
    List<GoldenJson> list() {
        return goldsmith.all().stream().map(this::json).toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Have one made",
            description = "For a Config on a host, when that has room. One that is there already is what you get.")
    GoldenJson make(@RequestBody Wanted wanted, Person person) {
        if (wanted.host() == null || wanted.config() == null) {
            throw new ResponseStatusException(
                    HttpStatus.UNPROCESSABLE_CONTENT, "Say the host's id and the Config's key.");
        }
        Config config =
                catalog.newestConfig(wanted.config()).orElseThrow(() -> new NotFound("Config " + wanted.config()));
        var pod = catalog.newestPod(config.podKey()).orElseThrow(() -> new NotFound("Pod " + config.podKey()));
        return json(goldsmith.ask(new HostId(wanted.host()), pod.id(), config.id(), person));
    }

    @PatchMapping("/{id}")
    @Operation(
            summary = "Have so many pods ready in advance",
            description =
                    "They go on from it before anybody books them, while the host has room that nobody else wants, and give way to whatever is booked.")
    GoldenJson change(@PathVariable UUID id, @RequestBody Change change) {
        Integer count = change.inAdvance();
        if (count == null || count < 0 || count > Goldsmith.MOST_IN_ADVANCE) {
            throw new ResponseStatusException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "Say how many, from 0 to %d.".formatted(Goldsmith.MOST_IN_ADVANCE));
        }
        var golden = new GoldenId(id);
        goldsmith.keepInAdvance(golden, count);
        return json(goldsmith.find(golden).orElseThrow());
    }

    private GoldenJson json(GoldenPod golden) {
        return GoldenJson.of(golden, goldsmith.inAdvance(golden.id()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Remove one", description = "It goes when no pod stands on its disks any more.")
    void remove(@PathVariable UUID id, Person person) {
        goldsmith.remove(new GoldenId(id), person);
    }
}
