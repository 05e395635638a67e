package org.podkeeper.web;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.ImageKind;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.PodId;
import org.podkeeper.catalog.SavedImage;
import org.podkeeper.catalog.Visibility;
import org.podkeeper.inventory.HostId;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The pages about what is kept of pods, with made-up content. */
@TestConfiguration(proxyBeanMethods = false)
class KeepSamples {
    private static final PersonId ALICE = new PersonId(id(1));
    private static final Pod POD = new Pod(
            new PodId(id(2)),
            "virtual-pharos-tiny",
            1,
            "Virtual Pharos pod, tiny",
            "Six machines.",
            List.of(),
            List.of());
    private static final Config CONFIG =
            new Config(new ConfigId(id(3)), "own-5b0c1c52", 1, "Kolla, prepared", "", POD.key(), List.of());

    record KeptRow(KeptPod it, Pod pod) {}

    record SavedRow(SavedImage it, String owner, boolean mine) {}

    @Controller
    static class Pages {
        /** Somebody is signed in while a sample is printed. */
        @ModelAttribute
        void signIn() {
            SecurityContextHolder.getContext()
                    .setAuthentication(new TestingAuthenticationToken("alice", "", "ROLE_LAB_ADMIN"));
        }

        @GetMapping("/samples/kept-pods")
        String keptPods(Model model) {
            model.addAttribute(
                    "rows",
                    List.of(
                            new KeptRow(kept(42, KeptPod.State.WHOLE, null, false), POD),
                            new KeptRow(kept(40, KeptPod.State.WHOLE, null, true), POD),
                            new KeptRow(kept(44, KeptPod.State.KEEPING, null, false), POD),
                            new KeptRow(
                                    kept(
                                            39,
                                            KeptPod.State.FAILED,
                                            "The host has 3 GiB of free disk; a copy of this disk may need 20 GiB.",
                                            false),
                                    POD)));
            return "provisioning/kept-pods";
        }

        @GetMapping("/samples/saved-images")
        String savedImages(Model model) {
            model.addAttribute(
                    "rows",
                    List.of(
                            new SavedRow(saved("Kolla, prepared", Visibility.PRIVATE), "Alice Moreau", true),
                            new SavedRow(saved("Router of the course", Visibility.SHARED), "Bob Tan", false),
                            new SavedRow(saved("Debian 13 with the agent", Visibility.PUBLISHED), "Bob Tan", false)));
            model.addAttribute("most", 10);
            model.addAttribute("used", 1);
            return "catalog/saved-images";
        }

        @GetMapping("/samples/saved-image")
        String savedImage(Model model) {
            model.addAttribute("saved", saved("Kolla, prepared", Visibility.SHARED));
            model.addAttribute("owner", "Alice Moreau");
            model.addAttribute("sharedWith", "bob, carla");
            model.addAttribute("mayChange", true);
            model.addAttribute("mayPublish", true);
            model.addAttribute("uses", List.of("the Config Kolla, prepared", "booking #51 of Bob Tan"));
            model.addAttribute("bases", List.of(CONFIG));
            return "catalog/saved-image";
        }
    }

    private static KeptPod kept(long number, KeptPod.State state, @Nullable String cause, boolean inUse) {
        return new KeptPod(
                new KeptId(id(number)),
                number,
                new BookingId(id(number)),
                ALICE,
                POD.id(),
                CONFIG.id(),
                state,
                cause,
                WebSlice.NOW.minus(Duration.ofHours(3)),
                state == KeptPod.State.WHOLE ? WebSlice.NOW.plus(Duration.ofDays(3)) : null,
                state == KeptPod.State.WHOLE ? 740L << 20 : 0,
                inUse,
                state == KeptPod.State.WHOLE && !inUse ? new HostId(id(7)) : null,
                state == KeptPod.State.WHOLE && !inUse ? 1_900L << 20 : 0,
                inUse ? "node2 did not run." : null);
    }

    private static SavedImage saved(String name, Visibility visibility) {
        return new SavedImage(
                new Image(
                        new ImageId(id(7)),
                        "kolla-5b0c1c52",
                        name,
                        "pod",
                        true,
                        "4d44b55eda83bdfc8e6f0f642309bc6e9178dae23c71f08ec5a298b3e7be01c5",
                        1_240L << 20,
                        20,
                        2048,
                        null,
                        ImageKind.DISK),
                ALICE,
                visibility,
                List.of(),
                WebSlice.NOW.minus(Duration.ofHours(5)),
                new SavedImage.Origin(42, "node1", "Debian 13", CONFIG.id()),
                List.of(CONFIG));
    }

    private static UUID id(long number) {
        return new UUID(0, number);
    }
}
