package org.podkeeper.provisioning.web;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.GoldenId;
import org.podkeeper.provisioning.GoldenPod;
import org.podkeeper.provisioning.GoldenState;
import org.podkeeper.provisioning.Goldsmith;
import org.podkeeper.provisioning.StandingPod;
import org.podkeeper.provisioning.StandingState;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.Option;
import org.springframework.context.MessageSource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What pods on each host go on from instead of booting; for who keeps the hosts. */
@Controller
@PreAuthorize("hasRole('LAB_ADMIN')")
class GoldenPages {
    private static final String HERE = "redirect:/hosts/golden-pods";

    private final Goldsmith goldsmith;
    private final Catalog catalog;
    private final Inventory inventory;
    private final MessageSource messages;

    GoldenPages(Goldsmith goldsmith, Catalog catalog, Inventory inventory, MessageSource messages) {
        this.goldsmith = goldsmith;
        this.catalog = catalog;
        this.inventory = inventory;
        this.messages = messages;
    }

    /**
     * @param users numbers of bookings whose machines stand on its disks
     * @param inAdvance pods that nobody has booked, ready or not yet
     */
    record Row(GoldenPod it, String host, String pod, String config, List<Long> users, List<StandingPod> inAdvance) {
        /** How many pods that nobody has booked stand ready. */
        public long ready() {
            return inAdvance.stream()
                    .filter(pod -> pod.state() == StandingState.READY)
                    .count();
        }

        /** Why there are not as many as there should be, or null. */
        public @Nullable String waits() {
            return inAdvance.stream()
                    .map(StandingPod::cause)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        /** What it takes of the disk, or null before that is known. */
        public @Nullable Long mib() {
            Long bytes = it.bytes();
            return bytes == null ? null : (bytes + 1_048_575) / 1_048_576;
        }
    }

    @GetMapping("/hosts/golden-pods")
    String show(Model model) {
        List<Row> rows = goldsmith.all().stream().map(this::row).toList();
        model.addAttribute("rows", rows);
        model.addAttribute(
                "moving",
                rows.stream()
                        .anyMatch(row -> row.it().state() == GoldenState.WAITING
                                || row.it().state() == GoldenState.MAKING
                                || row.it().state() == GoldenState.STALE
                                || row.it().inAdvance() != row.ready()));
        model.addAttribute(
                "hosts",
                inventory.hosts().stream()
                        .filter(host -> host.state() == HostState.IN_SERVICE)
                        .map(host -> new Option(host.id().toString(), host.name()))
                        .toList());
        model.addAttribute(
                "designs",
                catalog.pods().stream().flatMap(pod -> designs(pod).stream()).toList());
        return "provisioning/golden-pods";
    }

    private List<Option> designs(Pod pod) {
        return catalog.configsFor(pod.key()).stream()
                .filter(config -> catalog.obstacles(pod, config).isEmpty())
                .map(config -> new Option(config.key(), pod.name() + " – " + config.name()))
                .toList();
    }

    private Row row(GoldenPod golden) {
        return new Row(
                golden,
                inventory.host(golden.host()).map(KvmHost::name).orElse(""),
                catalog.pod(golden.pod()).map(Pod::name).orElse(""),
                catalog.config(golden.config()).map(Config::name).orElse(""),
                goldsmith.usersOf(golden.id()),
                goldsmith.inAdvance(golden.id()));
    }

    @PostMapping("/hosts/golden-pods")
    String make(
            @RequestParam(required = false) @Nullable UUID host,
            @RequestParam(defaultValue = "") String config,
            Person person,
            RedirectAttributes flash) {
        Config chosen = catalog.newestConfig(config).orElse(null);
        Pod pod = chosen == null ? null : catalog.newestPod(chosen.podKey()).orElse(null);
        if (host == null || chosen == null || pod == null) {
            flash.addFlashAttribute("problem", say("incomplete"));
            return HERE;
        }
        ConfigId id = chosen.id();
        GoldenPod golden = goldsmith.ask(new HostId(host), pod.id(), id, person);
        flash.addFlashAttribute("notice", say(golden.state() == GoldenState.READY ? "there" : "asked"));
        return HERE;
    }

    @PostMapping("/hosts/golden-pods/{id}/in-advance")
    String keepInAdvance(
            @PathVariable UUID id, @RequestParam(defaultValue = "-1") int count, RedirectAttributes flash) {
        if (count < 0 || count > Goldsmith.MOST_IN_ADVANCE) {
            flash.addFlashAttribute("problem", say("inAdvance.wrong"));
            return HERE;
        }
        goldsmith.keepInAdvance(new GoldenId(id), count);
        flash.addFlashAttribute("notice", say("inAdvance.changed"));
        return HERE;
    }

    @PostMapping("/hosts/golden-pods/{id}/remove")
    String remove(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        goldsmith.remove(new GoldenId(id), person);
        flash.addFlashAttribute("notice", say("removed"));
        return HERE;
    }

    /** Tries one again that could not be made. */
    @PostMapping("/hosts/golden-pods/{id}/again")
    String again(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        GoldenPod golden = goldsmith.find(new GoldenId(id)).orElseThrow(() -> new NotFound("Golden pod " + id));
        goldsmith.ask(golden.host(), golden.pod(), golden.config(), person);
        flash.addFlashAttribute("notice", say("asked"));
        return HERE;
    }

    private String say(String code) {
        return messages.getMessage("provisioning.golden." + code, null, Locale.ENGLISH);
    }
}
