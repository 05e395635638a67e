package org.podkeeper.inventory.web;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.inventory.Acceleration;
import org.podkeeper.inventory.AccessNetwork;
import org.podkeeper.inventory.HostDetails;
import org.podkeeper.inventory.HostDraft;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.Spare;
import org.podkeeper.kernel.Resources;
import org.springframework.validation.Errors;

/** The form of a host, as text, so that what someone typed comes back to them whatever it was. */
record HostForm(
        @Nullable String lab,
        @Nullable String name,
        @Nullable String uri,
        @Nullable String vcpus,
        @Nullable String memoryMib,
        @Nullable String diskGib,
        @Nullable String vcpuOvercommit,
        @Nullable String memoryOvercommit,
        @Nullable String diskOvercommit,
        @Nullable String imageDirectory,
        @Nullable String diskDirectory,
        @Nullable String access,
        @Nullable String subnet,
        @Nullable String bridge,
        @Nullable String accessVia,
        @Nullable String closedAddresses,
        @Nullable String acceleration,
        @Nullable String version) {

    static HostForm forNew(@Nullable String lab, @Nullable String name, @Nullable String uri) {
        return new HostForm(
                lab,
                name,
                uri,
                "",
                "",
                "",
                "4",
                "1",
                "1",
                HostDraft.IMAGE_DIRECTORY,
                HostDraft.DISK_DIRECTORY,
                "NAT",
                HostDraft.ACCESS_SUBNET,
                "",
                "",
                "",
                Acceleration.AUTOMATIC.name(),
                "0");
    }

    /** What a machine offers, with something left for itself. */
    HostForm with(HostFacts facts) {
        Resources spare = Spare.of(facts);
        return new HostForm(
                lab,
                name,
                uri,
                String.valueOf(spare.vcpus()),
                String.valueOf(spare.memoryMib()),
                String.valueOf(spare.diskGib()),
                vcpuOvercommit,
                memoryOvercommit,
                diskOvercommit,
                imageDirectory,
                diskDirectory,
                access,
                subnet,
                bridge,
                accessVia,
                closedAddresses,
                acceleration,
                version);
    }

    static HostForm of(HostDetails details) {
        HostDraft draft = details.draft();
        boolean nat = draft.accessNetwork() instanceof AccessNetwork.Nat;
        return new HostForm(
                draft.lab().toString(),
                draft.name(),
                draft.uri(),
                String.valueOf(draft.capacity().vcpus()),
                String.valueOf(draft.capacity().memoryMib()),
                String.valueOf(draft.capacity().diskGib()),
                plain(draft.overcommit().vcpus()),
                plain(draft.overcommit().memory()),
                plain(draft.overcommit().disk()),
                draft.imageDirectory(),
                draft.diskDirectory(),
                nat ? "NAT" : "BRIDGE",
                draft.accessNetwork() instanceof AccessNetwork.Nat(String found) ? found : HostDraft.ACCESS_SUBNET,
                draft.accessNetwork() instanceof AccessNetwork.Bridge(String found) ? found : "",
                draft.accessVia(),
                String.join("\n", draft.closedAddresses()),
                draft.acceleration().name(),
                String.valueOf(details.version()));
    }

    /** The draft, or empty with the errors told. */
    Optional<HostDraft> read(Errors errors) {
        Numbers numbers = new Numbers(errors);
        @Nullable UUID labId = labId(errors);
        Resources capacity = new Resources(
                (int) numbers.whole("vcpus", vcpus, Integer.MAX_VALUE),
                numbers.whole("memoryMib", memoryMib, Long.MAX_VALUE),
                numbers.whole("diskGib", diskGib, Long.MAX_VALUE));
        HostDraft.Overcommit overcommit = new HostDraft.Overcommit(
                numbers.decimal("vcpuOvercommit", vcpuOvercommit),
                numbers.decimal("memoryOvercommit", memoryOvercommit),
                numbers.decimal("diskOvercommit", diskOvercommit));
        if (errors.hasErrors() || labId == null) {
            return Optional.empty();
        }
        return Optional.of(new HostDraft(
                new LabId(labId),
                text(name),
                text(uri),
                capacity,
                overcommit,
                text(imageDirectory),
                text(diskDirectory),
                "BRIDGE".equals(access) ? new AccessNetwork.Bridge(text(bridge)) : new AccessNetwork.Nat(text(subnet)),
                text(accessVia).isEmpty() ? null : text(accessVia),
                addresses(),
                accelerationOr(Acceleration.AUTOMATIC)));
    }

    long versionNumber() {
        try {
            return Long.parseLong(text(version));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private @Nullable UUID labId(Errors errors) {
        try {
            return UUID.fromString(text(lab));
        } catch (IllegalArgumentException e) {
            errors.rejectValue("lab", "inventory.refused.host.lab");
            return null;
        }
    }

    private List<String> addresses() {
        return Arrays.stream(text(closedAddresses).split("[\\s,;]+"))
                .filter(address -> !address.isEmpty())
                .distinct()
                .toList();
    }

    private Acceleration accelerationOr(Acceleration otherwise) {
        return Arrays.stream(Acceleration.values())
                .filter(value -> value.name().equals(acceleration))
                .findFirst()
                .orElse(otherwise);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    private static String plain(BigDecimal factor) {
        return factor.stripTrailingZeros().toPlainString();
    }

    private record Numbers(Errors errors) {
        long whole(String field, @Nullable String value, long most) {
            try {
                long number = Long.parseLong(text(value));
                if (number >= 0 && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            errors.rejectValue(field, "inventory.refused.number");
            return 0;
        }

        BigDecimal decimal(String field, @Nullable String value) {
            String written = text(value).replace(',', '.');
            if (written.matches("\\d{1,3}(\\.\\d{1,2})?")) {
                return new BigDecimal(written);
            }
            errors.rejectValue(field, "inventory.refused.factor");
            return BigDecimal.ONE;
        }
    }
}
