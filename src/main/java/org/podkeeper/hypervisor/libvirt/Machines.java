package org.podkeeper.hypervisor.libvirt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineState;

/** Machines on one host. */
final class Machines {
    private static final int METADATA_ELEMENT = 2;
    /** What libvirt keeps of a domain apart from it: saved memory, descriptions of snapshots and checkpoints, NVRAM. */
    private static final int[] UNDEFINE_WITH = {
        Domain.UndefineFlags.MANAGED_SAVE | Domain.UndefineFlags.SNAPSHOTS_METADATA | 4 | 16,
        Domain.UndefineFlags.MANAGED_SAVE | Domain.UndefineFlags.SNAPSHOTS_METADATA,
    };

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
        Domain defined = host.domainDefineXML(DomainXml.of(machine, diskDirectory, digest));
        if (defined == null) {
            throw new HostRefused("The host gave neither the machine %s nor a reason.".formatted(machine.name()));
        }
        defined.free();
    }

    void ensureRunning(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, name)) {
            if (found == null) {
                throw new HostRefused("There is no machine %s on the host to start.".formatted(name));
            }
            Domain domain = found.it();
            switch (stateOf(domain)) {
                case RUNNING -> {}
                case PAUSED -> Racing.act(domain::resume, () -> stateOf(domain) == MachineState.RUNNING);
                case CRASHED -> {
                    off(domain);
                    start(domain);
                }
                case OFF, ABSENT -> start(domain);
            }
        }
    }

    private static void start(Domain domain) throws LibvirtException {
        Racing.act(domain::create, () -> domain.isActive() == 1);
    }

    void ensureOff(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, name)) {
            if (found != null) {
                off(found.it());
            }
        }
    }

    private static void off(Domain domain) throws LibvirtException {
        try {
            if (domain.isActive() == 1) {
                Racing.act(domain::destroy, () -> domain.isActive() == 0);
            }
        } catch (LibvirtException e) {
            if (!Codes.isAbsent(e)) {
                throw e;
            }
        }
    }

    void ensureAbsent(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, name)) {
            if (found == null) {
                return;
            }
            off(found.it());
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

    MachineState stateOf(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, name)) {
            return found == null ? MachineState.ABSENT : stateOf(found.it());
        } catch (LibvirtException e) {
            if (Codes.isAbsent(e)) {
                return MachineState.ABSENT;
            }
            throw e;
        }
    }

    private static MachineState stateOf(Domain domain) throws LibvirtException {
        return switch (domain.getInfo().state) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_SHUTDOWN, VIR_DOMAIN_NOSTATE ->
                MachineState.RUNNING;
            case VIR_DOMAIN_PAUSED, VIR_DOMAIN_PMSUSPENDED -> MachineState.PAUSED;
            case VIR_DOMAIN_SHUTOFF -> MachineState.OFF;
            case VIR_DOMAIN_CRASHED -> domain.isActive() == 1 ? MachineState.CRASHED : MachineState.OFF;
        };
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
        try {
            String metadata = domain.getMetadata(METADATA_ELEMENT, DomainXml.NAMESPACE, 0);
            return metadata == null ? "" : Xml.parse(metadata).getAttribute("digest");
        } catch (LibvirtException e) {
            if (e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA) {
                return "";
            }
            throw e;
        }
    }
}
