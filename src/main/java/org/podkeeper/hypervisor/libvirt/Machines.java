package org.podkeeper.hypervisor.libvirt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.MachineFact;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineState;
import org.w3c.dom.Element;

/** Machines on one host. */
final class Machines {
    private static final int METADATA_ELEMENT = 2;
    /** What libvirt keeps of a domain apart from it: saved memory, descriptions of snapshots and checkpoints, NVRAM. */
    private static final int[] UNDEFINE_WITH = {
        Domain.UndefineFlags.MANAGED_SAVE | Domain.UndefineFlags.SNAPSHOTS_METADATA | 4 | 16,
        Domain.UndefineFlags.MANAGED_SAVE | Domain.UndefineFlags.SNAPSHOTS_METADATA,
    };

    /** Libvirt's flags for listing machines by their state. */
    private static final Map<MachineState, Integer> LISTED_BY =
            Map.of(MachineState.RUNNING, 16, MachineState.PAUSED, 32, MachineState.OFF, 64);

    private final String diskDirectory;

    Machines(String diskDirectory) {
        this.diskDirectory = diskDirectory;
    }

    void ensure(HostConnection host, MachineSpec machine) throws LibvirtException {
        String digest = digest(machine);
        try (Found<Domain> found = Found.machine(host, machine.name())) {
            if (found != null) {
                boolean same = digest.equals(digestOf(found.it()));
                if (same && found.it().isPersistent() == 1) {
                    return;
                }
                if (!same && found.it().isActive() == 1) {
                    throw new HostRefused(
                            "The machine %s is running with other settings than asked for. Switch it off first."
                                    .formatted(machine.name()));
                }
            }
        }
        Domain defined = host.domainDefineXML(describe(machine));
        if (defined == null) {
            throw new HostRefused("The host gave neither the machine %s nor a reason.".formatted(machine.name()));
        }
        defined.free();
    }

    /** As it is described to libvirt. */
    String describe(MachineSpec machine) {
        return DomainXml.of(machine, diskDirectory, digest(machine));
    }

    void ensureAbsent(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, name)) {
            if (found == null) {
                return;
            }
            Power.off(found.it());
            undefine(found.it());
        } catch (LibvirtException e) {
            if (!Codes.isAbsent(e)) {
                throw e;
            }
        }
        try (Found<Domain> still = Found.machine(host, name)) {
            if (still != null) {
                throw new HostRefused("The machine %s came back while it was being removed.".formatted(name));
            }
        }
    }

    private static void undefine(Domain domain) throws LibvirtException {
        LibvirtException refusal = null;
        for (int flags : UNDEFINE_WITH) {
            try {
                domain.undefine(flags);
                return;
            } catch (LibvirtException e) {
                // a driver that has no such things does not know the flags for them
                if (e.getError().getCode() != ErrorNumber.VIR_ERR_INVALID_ARG) {
                    throw e;
                }
                refusal = e;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Of what was asked for, not of the XML: a newer portal may describe the same machine to libvirt differently. */
    private String digest(MachineSpec m) {
        String canonical = String.join(
                "\n",
                m.name(),
                m.title(),
                m.vcpus() + " " + m.memoryMib() + " " + m.emulated(),
                diskDirectory,
                String.valueOf(m.disks()),
                m.seed(),
                String.valueOf(m.nics()),
                String.valueOf(new TreeMap<>(m.metadata())));
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return empty when somebody else defined the machine */
    private static String digestOf(Domain domain) throws LibvirtException {
        Element ours = metadataOf(domain);
        return ours == null ? "" : ours.getAttribute("digest");
    }

    private static @Nullable Element metadataOf(Domain domain) throws LibvirtException {
        try {
            String metadata = domain.getMetadata(METADATA_ELEMENT, DomainXml.NAMESPACE, 0);
            return metadata == null ? null : Xml.parse(metadata);
        } catch (LibvirtException e) {
            if (e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA) {
                return null;
            }
            throw e;
        }
    }

    /** One call for all names, one for each state, and one for each machine of ours. */
    List<MachineFact> facts(HostConnection host, String prefix) throws LibvirtException {
        Map<String, MachineState> states = new HashMap<>();
        for (var entry : LISTED_BY.entrySet()) {
            for (Domain domain : host.listAllDomains(entry.getValue())) {
                states.put(domain.getName(), entry.getKey());
                domain.free();
            }
        }
        List<MachineFact> facts = new ArrayList<>();
        for (Domain domain : host.listAllDomains(0)) {
            try (Found<Domain> found = Found.of(domain)) {
                String name = found.it().getName();
                if (name.startsWith(prefix)) {
                    // one that changed its state between two lists may be in none of them
                    MachineState state = states.containsKey(name) ? states.get(name) : Power.stateOf(found.it());
                    facts.add(new MachineFact(name, state, belongsTo(metadataOf(found.it()))));
                }
            } catch (LibvirtException e) {
                if (!Codes.isAbsent(e)) {
                    throw e;
                }
            }
        }
        return facts;
    }

    private static Map<String, String> belongsTo(@Nullable Element metadata) {
        Map<String, String> belongs = new HashMap<>();
        if (metadata != null) {
            Xml.all(metadata, "belongs").forEach(b -> belongs.put(b.getAttribute("name"), b.getTextContent()));
        }
        return belongs;
    }
}
