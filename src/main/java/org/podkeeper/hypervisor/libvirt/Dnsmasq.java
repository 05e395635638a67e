package org.podkeeper.hypervisor.libvirt;

import java.util.UUID;
import org.libvirt.LibvirtException;
import org.libvirt.Network;

/**
 * Whether a host has dnsmasq, which libvirt needs for giving addresses on a NAT network and looks for only when such a
 * network starts. So one is started, where none runs already, and is gone again at once: no machine is ever on it, and it
 * has a range of addresses that is reserved for documentation.
 */
final class Dnsmasq {
    private static final String NAME = "podkeeper-probe-";

    private Dnsmasq() {}

    /** True only when the host says that this is what it lacks; whatever else is wrong shows when a network is made. */
    static boolean isMissing(HostConnection host) throws LibvirtException {
        return !givesAddresses(host) && lacksIt(host);
    }

    private static boolean givesAddresses(HostConnection host) throws LibvirtException {
        for (String name : host.listNetworks()) {
            try (Found<Network> found = Found.network(host, name)) {
                if (found != null
                        && !Xml.all(Xml.parse(found.it().getXMLDesc(0)), "ip/dhcp")
                                .isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean lacksIt(HostConnection host) throws LibvirtException {
        try {
            Network tried = host.networkCreateXML(xml(NAME + UUID.randomUUID()));
            if (tried != null) {
                tried.destroy();
                tried.free();
            }
            return false;
        } catch (LibvirtException e) {
            if (!host.isUsable()) {
                throw e;
            }
            return String.valueOf(e.getError().getMessage()).contains("dnsmasq");
        }
    }

    private static String xml(String name) {
        return Xml.document("network", x -> {
            x.text("name", name);
            x.element(
                    "ip",
                    ip -> ip.attributes("address", "192.0.2.1", "prefix", 29)
                            .element("dhcp", dhcp -> dhcp.empty("range", "start", "192.0.2.2", "end", "192.0.2.6")));
        });
    }
}
