package org.podkeeper.hypervisor.libvirt;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;
import org.libvirt.Network;
import org.libvirt.NetworkFilter;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.NetworkSpec;
import org.podkeeper.kernel.Ipv4Subnet;
import org.w3c.dom.Element;

/** Networks on one host, and the filters that go with access networks. */
final class Networks {
    void ensure(HostConnection host, NetworkSpec network) throws LibvirtException {
        String filter = filterFor(host, network);
        if (filter != null) {
            ensureFilter(host, FilterXml.nameFor(network.name()), filter);
        }
        ensureDefined(host, network);
        try (Found<Network> found = Found.network(host, network.name())) {
            if (found == null) {
                throw new HostRefused("The network %s went away while it was being made.".formatted(network.name()));
            }
            Network it = found.it();
            if (it.isActive() != 1) {
                Racing.act(it::create, () -> it.isActive() == 1);
            }
            if (!it.getAutostart()) {
                it.setAutostart(true);
            }
        }
    }

    private static @Nullable String filterFor(HostConnection host, NetworkSpec network) {
        return switch (network) {
            case NetworkSpec.Isolated isolated -> null;
            case NetworkSpec.Access access -> FilterXml.forNetwork(access, closed(host, access.closed()));
            case NetworkSpec.Existing existing -> FilterXml.forNetwork(existing, closed(host, existing.closed()));
        };
    }

    private static SortedSet<String> closed(HostConnection host, List<String> more) {
        SortedSet<String> closed = new TreeSet<>(more);
        OwnAddresses.of(host).ifPresent(closed::addAll);
        return closed;
    }

    /** Libvirt applies a changed filter to running machines too. */
    private static void ensureFilter(HostConnection host, String name, String wanted) throws LibvirtException {
        try (Found<NetworkFilter> found = Found.filter(host, name)) {
            if (found != null && sameRules(Xml.parse(found.it().getXMLDesc()), Xml.parse(wanted))) {
                return;
            }
        }
        NetworkFilter defined = host.networkFilterDefineXML(wanted);
        if (defined == null) {
            throw new HostRefused("The host gave neither the network filter %s nor a reason.".formatted(name));
        }
        defined.free();
    }

    static boolean sameRules(Element one, Element other) {
        return rules(one).equals(rules(other));
    }

    private static List<String> rules(Element filter) {
        return Xml.all(filter, "rule").stream().map(Networks::rule).sorted().toList();
    }

    private static String rule(Element rule) {
        StringBuilder text = new StringBuilder(attributes(rule));
        for (var child = rule.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element match) {
                text.append(' ').append(match.getLocalName()).append(attributes(match));
            }
        }
        return text.toString();
    }

    private static String attributes(Element element) {
        SortedMap<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            String name = element.getAttributes().item(i).getNodeName();
            sorted.put(name, element.getAttributes().item(i).getNodeValue());
        }
        return sorted.toString();
    }

    private static void ensureDefined(HostConnection host, NetworkSpec network) throws LibvirtException {
        try (Found<Network> found = Found.network(host, network.name())) {
            if (found != null) {
                if (isAs(network, Xml.parse(found.it().getXMLDesc(0)))) {
                    return;
                }
                if (found.it().isActive() == 1) {
                    throw new HostRefused(
                            "A network %s with other settings is in use on the host. Remove it there or choose another name."
                                    .formatted(network.name()));
                }
                found.it().undefine();
            }
        }
        Network defined = host.networkDefineXML(NetworkXml.of(network));
        if (defined == null) {
            throw new HostRefused("The host gave neither the network %s nor a reason.".formatted(network.name()));
        }
        defined.free();
    }

    private static boolean isAs(NetworkSpec wanted, Element is) {
        String mode = Xml.first(is, "forward")
                .map(forward -> forward.hasAttribute("mode") ? forward.getAttribute("mode") : "nat")
                .orElse("");
        String bridge = Xml.attributeAt(is, "bridge", "name").orElse("");
        return switch (wanted) {
            case NetworkSpec.Isolated isolated ->
                mode.isEmpty()
                        && bridge.equals(isolated.bridge())
                        && Xml.all(is, "ip").isEmpty();
            case NetworkSpec.Existing existing -> mode.equals("bridge") && bridge.equals(existing.bridge());
            case NetworkSpec.Access access ->
                mode.equals("nat") && bridge.equals(access.bridge()) && hasSubnet(is, access);
        };
    }

    private static boolean hasSubnet(Element is, NetworkSpec.Access access) {
        Ipv4Subnet subnet = Ipv4Subnet.parse(access.subnet());
        return Xml.attributeAt(is, "ip", "address").orElse("").equals(subnet.address(1))
                && (Xml.attributeAt(is, "ip", "netmask").orElse("").equals(subnet.netmask())
                        || Xml.attributeAt(is, "ip", "prefix").orElse("").equals(String.valueOf(subnet.prefix())))
                && Xml.all(is, "ip/dhcp/host").size() == access.seats().size();
    }

    void ensureAbsent(HostConnection host, String name) throws LibvirtException {
        try (Found<Network> found = Found.network(host, name)) {
            if (found != null) {
                Network it = found.it();
                if (it.isActive() == 1) {
                    Racing.act(it::destroy, () -> it.isActive() == 0);
                }
                if (it.isPersistent() == 1) {
                    it.undefine();
                }
            }
        } catch (LibvirtException e) {
            if (!Codes.isAbsent(e)) {
                throw e;
            }
        }
        try (Found<NetworkFilter> filter = Found.filter(host, FilterXml.nameFor(name))) {
            if (filter != null) {
                filter.it().undefine();
            }
        } catch (LibvirtException e) {
            if (!Codes.isAbsent(e) && !Codes.isUnsupported(e)) {
                throw e;
            }
        }
    }
}
