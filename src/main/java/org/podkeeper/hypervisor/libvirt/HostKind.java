package org.podkeeper.hypervisor.libvirt;

import java.util.stream.Collectors;
import org.libvirt.LibvirtException;
import org.w3c.dom.Element;

/** What a host must have in common with the one that a machine's memory was saved on. */
final class HostKind {
    private HostKind() {}

    /** The processor with its features, and QEMU's version. */
    static String of(HostConnection host) throws LibvirtException {
        Element cpu = Xml.first(Xml.parse(host.getCapabilities()), "host/cpu").orElseThrow();
        String features = Xml.all(cpu, "feature").stream()
                .map(feature -> feature.getAttribute("name"))
                .sorted()
                .collect(Collectors.joining(","));
        return "%s %s %s qemu-%d"
                .formatted(
                        Xml.textAt(cpu, "vendor").orElse("-"),
                        Xml.textAt(cpu, "model").orElse("-"),
                        features,
                        host.getVersion());
    }
}
