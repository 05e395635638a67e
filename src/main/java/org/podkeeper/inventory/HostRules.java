package org.podkeeper.inventory;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.podkeeper.kernel.Ipv4Subnet;
import org.podkeeper.kernel.Resources;

/** What must be true of a host's description before it is worth asking the database. */
final class HostRules {
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._+-]+)+");
    private static final Pattern BRIDGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");
    private static final Pattern SSH_DESTINATION = Pattern.compile(
            "([a-z_][a-z0-9_.-]{0,31}@)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[1-9][0-9]{0,4})?");

    private HostRules() {}

    static List<Complaint> complaints(HostDraft draft) {
        List<Complaint> complaints = new ArrayList<>();
        checkName(draft.name(), complaints);
        if (HostUri.read(draft.uri()) instanceof HostUri.Reading.Bad(Complaint complaint)) {
            complaints.add(complaint);
        }
        checkCapacity(draft.capacity(), complaints);
        checkFactor("vcpuOvercommit", draft.overcommit().vcpus(), 32, complaints);
        checkFactor("memoryOvercommit", draft.overcommit().memory(), 8, complaints);
        checkFactor("diskOvercommit", draft.overcommit().disk(), 32, complaints);
        checkDirectories(draft, complaints);
        checkAccess(draft, complaints);
        draft.closedAddresses().stream()
                .filter(address -> Ipv4Subnet.read(address).isEmpty())
                .forEach(address -> complaints.add(Complaint.about("closedAddresses", "closed", address)));
        return complaints;
    }

    static void checkName(String name, List<Complaint> complaints) {
        if (name.isBlank() || name.length() > 80) {
            complaints.add(Complaint.about("name", "name"));
        }
    }

    private static void checkCapacity(Resources capacity, List<Complaint> complaints) {
        if (capacity.vcpus() < 1 || capacity.vcpus() > 4096) {
            complaints.add(Complaint.about("vcpus", "vcpus"));
        }
        if (capacity.memoryMib() < 128 || capacity.memoryMib() > 64L * 1024 * 1024) {
            complaints.add(Complaint.about("memoryMib", "memory"));
        }
        if (capacity.diskGib() < 1 || capacity.diskGib() > 1024L * 1024) {
            complaints.add(Complaint.about("diskGib", "disk"));
        }
    }

    private static void checkFactor(String field, BigDecimal factor, int most, List<Complaint> complaints) {
        if (factor.compareTo(new BigDecimal("0.1")) < 0 || factor.compareTo(BigDecimal.valueOf(most)) > 0) {
            complaints.add(Complaint.about(field, "overcommit", most));
        }
    }

    private static void checkDirectories(HostDraft draft, List<Complaint> complaints) {
        checkPath("imageDirectory", draft.imageDirectory(), complaints);
        checkPath("diskDirectory", draft.diskDirectory(), complaints);
        if (draft.imageDirectory().equals(draft.diskDirectory())) {
            complaints.add(Complaint.about("diskDirectory", "directories.same"));
        }
    }

    private static void checkPath(String field, String path, List<Complaint> complaints) {
        if (!PATH.matcher(path).matches() || (path + "/").contains("/../") || (path + "/").contains("/./")) {
            complaints.add(Complaint.about(field, "directory"));
        }
    }

    private static void checkAccess(HostDraft draft, List<Complaint> complaints) {
        switch (draft.accessNetwork()) {
            case AccessNetwork.Nat(String subnet) -> {
                boolean good = Ipv4Subnet.read(subnet)
                        .filter(found -> found.isPrivate() && found.prefix() >= 24 && found.prefix() <= 28)
                        .isPresent();
                if (!good) {
                    complaints.add(Complaint.about("subnet", "subnet"));
                }
            }
            case AccessNetwork.Bridge(String bridge) -> {
                if (!BRIDGE.matcher(bridge).matches()) {
                    complaints.add(Complaint.about("bridge", "bridge"));
                }
            }
        }
        if (draft.accessVia() != null
                && !SSH_DESTINATION.matcher(draft.accessVia()).matches()) {
            complaints.add(Complaint.about("accessVia", "via"));
        }
    }
}
