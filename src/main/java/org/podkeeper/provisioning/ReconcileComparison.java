package org.podkeeper.provisioning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.MachineFact;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.StoredImage;
import org.podkeeper.inventory.HostId;

/**
 * What one host has against what the database says of it. Names that carry no tag of a deployment are somebody else's
 * and do not exist here.
 *
 * @param known what the database says of the tags on the host, by tag; read after the host was looked at, so that
 *     whatever is made meanwhile is known
 * @param golden likewise of golden pods
 * @param provenBefore prefixes that were proven ours by machines that may be removed by now
 */
record ReconcileComparison(
        HostId host,
        UUID installation,
        Map<String, DeploymentView> known,
        Map<String, GoldenPod> golden,
        Set<String> provenBefore) {
    private static final Pattern GOLDEN = Pattern.compile("[0-9a-f]{64}\\.(qcow2|iso)");

    /** A difference as it is now; the ledger knows since when. */
    record Found(
            DifferenceKind kind, String subject, @Nullable BookingId booking, String contents, String cause) {}

    /** A machine that should be on the host, because its pod is ready. */
    record Expected(DeploymentId deployment, BookingId booking, String domain, String hostName) {}

    /** Whatever carries a tag that this host should not have. */
    List<Found> strays(Collection<Belonging> belongings, Collection<MachineFact> machines) {
        Map<String, List<Belonging>> byTag = new TreeMap<>();
        belongings.forEach(belonging -> PodNames.of(belonging.name())
                .ifPresent(names -> byTag.computeIfAbsent(names.tag(), tag -> new ArrayList<>())
                        .add(belonging)));
        List<Found> found = new ArrayList<>();
        byTag.forEach((tag, things) -> {
            String prefix = new PodNames(tag).prefix();
            GoldenPod ours = golden.get(tag);
            Found stray = ours == null ? stray(prefix, known.get(tag), things, machines) : golden(prefix, ours, things);
            if (stray != null) {
                found.add(stray);
            }
        });
        return found;
    }

    private @Nullable Found golden(String prefix, GoldenPod pod, List<Belonging> things) {
        if (!pod.host().equals(host)) {
            return new Found(
                    DifferenceKind.ELSEWHERE,
                    prefix,
                    null,
                    inWords(things),
                    "This golden pod belongs on another host. Either both are the same machine under two addresses, or it was moved by hand.");
        }
        return pod.state().mayBeThere()
                ? null
                : new Found(
                        DifferenceKind.LEFTOVER,
                        prefix,
                        null,
                        inWords(things),
                        "The golden pod was removed and its removal was verified, but these carry its name. Something brought them back: a restored host or disk, or a portal that was cut off.");
    }

    private @Nullable Found stray(
            String prefix,
            @Nullable DeploymentView deployment,
            List<Belonging> things,
            Collection<MachineFact> machines) {
        String contents = inWords(things);
        if (deployment != null && deployment.state() == DeploymentState.GONE) {
            return new Found(
                    DifferenceKind.LEFTOVER,
                    prefix,
                    deployment.booking(),
                    contents,
                    "The pod was removed and its removal was verified, but these carry its name. Something brought them back: a restored host or disk, or a portal that was cut off.");
        }
        if (deployment != null) {
            return deployment.host().equals(host)
                    ? null
                    : new Found(
                            DifferenceKind.ELSEWHERE,
                            prefix,
                            deployment.booking(),
                            contents,
                            "This pod belongs on another host. Either both are the same machine under two addresses, or its machines were moved by hand.");
        }
        Set<String> makers = machines.stream()
                .filter(machine -> machine.name().startsWith(prefix))
                .map(machine -> machine.metadata().getOrDefault(Installation.METADATA, ""))
                .collect(Collectors.toSet());
        boolean ours = makers.contains(installation.toString());
        boolean others = makers.stream().anyMatch(maker -> !maker.isEmpty() && !maker.equals(installation.toString()));
        if (!others && (ours || provenBefore.contains(prefix))) {
            return new Found(
                    DifferenceKind.LEFTOVER,
                    prefix,
                    null,
                    contents,
                    "This installation made them, as the machines say, but its database knows no such pod. Usually the database was restored from a backup that is older than the pod.");
        }
        return new Found(
                DifferenceKind.UNPROVEN,
                prefix,
                null,
                contents,
                others
                        ? "Another Podkeeper made them: its id is in the machines. Perhaps two portals share this host, or this portal's database was begun anew."
                        : "They are named like this portal's things, but the database knows no such pod and nothing on them says who made them.");
    }

    /** What became of the machines that should be here. */
    List<Found> machines(Collection<Expected> expected, Map<String, MachineState> states) {
        List<Found> found = new ArrayList<>();
        for (Expected machine : expected) {
            MachineState state = states.getOrDefault(machine.domain(), MachineState.ABSENT);
            switch (state) {
                case ABSENT ->
                    found.add(
                            new Found(
                                    DifferenceKind.MACHINE_MISSING,
                                    machine.domain(),
                                    machine.booking(),
                                    machine.hostName(),
                                    "Its pod is ready, but the host has no such machine: somebody removed it there, or the host was installed anew."));
                case CRASHED ->
                    found.add(new Found(
                            DifferenceKind.MACHINE_CRASHED,
                            machine.domain(),
                            machine.booking(),
                            machine.hostName(),
                            "Its system has crashed. The pod's owner can restart it."));
                case OFF, PAUSED, RUNNING -> {}
            }
        }
        return found;
    }

    /** @param wanted names of the images that Configs and pods use */
    List<Found> images(Collection<StoredImage> images, Map<String, String> wanted) {
        List<Found> found = new ArrayList<>();
        for (StoredImage image : images) {
            if (!GOLDEN.matcher(image.name()).matches() || image.used()) {
                continue;
            }
            String size = (image.bytes() + 1_048_575) / 1_048_576 + " MiB";
            if (!image.whole()) {
                found.add(new Found(
                        DifferenceKind.IMAGE_HALF,
                        image.name(),
                        null,
                        size,
                        "The upload of " + wanted.getOrDefault(image.name(), "an image")
                                + " to this host was cut off. The next pod that needs it uploads it again."));
            } else if (!wanted.containsKey(image.name())) {
                found.add(
                        new Found(
                                DifferenceKind.IMAGE_UNUSED,
                                image.name(),
                                null,
                                size,
                                "No Config and no pod uses this golden image any more, and no disk on the host is made from it."));
            }
        }
        return found;
    }

    private static String inWords(List<Belonging> things) {
        return Stream.of(
                        counted(things, Belonging.Kind.MACHINE, "machine"),
                        counted(things, Belonging.Kind.NETWORK, "network"),
                        counted(things, Belonging.Kind.FILE, "file"),
                        counted(things, Belonging.Kind.IMAGE, "image"))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String counted(List<Belonging> things, Belonging.Kind kind, String word) {
        long count = things.stream().filter(thing -> thing.kind() == kind).count();
        return count == 0 ? "" : count + " " + word + (count == 1 ? "" : "s");
    }
}
