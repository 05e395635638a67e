package org.podkeeper.inventory;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.kernel.Ipv4Subnet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Makes what others see of a host from its row. */
@Component
class HostViews {
    private static final Logger log = LoggerFactory.getLogger(HostViews.class);

    private final JsonMapper json;
    private final PortalAddresses portal;

    HostViews(JsonMapper json, PortalAddresses portal) {
        this.json = json;
        this.portal = portal;
    }

    KvmHost host(HostEntity host) {
        HostDraft draft = host.draft();
        return new KvmHost(
                new HostId(host.id()),
                draft.lab(),
                draft.name(),
                draft.uri(),
                host.state(),
                emulated(draft.acceleration(), facts(host)),
                draft.capacity(),
                host.limit(),
                draft.imageDirectory(),
                draft.diskDirectory(),
                draft.accessNetwork(),
                draft.accessVia(),
                closed(draft, host.uriAddresses()));
    }

    HostDetails details(HostEntity host) {
        return new HostDetails(
                host(host),
                host.draft(),
                host.version(),
                host.stateReason(),
                host.stateSince(),
                host.probedAt(),
                facts(host),
                host.probeFailure());
    }

    String write(HostFacts facts) {
        return json.writeValueAsString(facts);
    }

    /** Before the first probe emulation is assumed: it is slow, but it works everywhere. */
    private static boolean emulated(Acceleration acceleration, @Nullable HostFacts facts) {
        return switch (acceleration) {
            case KVM -> false;
            case EMULATION -> true;
            case AUTOMATIC -> facts == null || !facts.hardwareVirtualisation();
        };
    }

    private List<String> closed(HostDraft draft, List<String> uriAddresses) {
        TreeSet<String> closed = new TreeSet<>(portal.ipv4());
        closed.addAll(uriAddresses);
        if (draft.accessNetwork() instanceof AccessNetwork.Nat(String subnet)) {
            // the guests' own gateway, which must answer DHCP and DNS and guards itself
            closed.removeIf(address -> Ipv4Subnet.parse(subnet).contains(Ipv4Subnet.parse(address)));
        }
        closed.addAll(draft.closedAddresses());
        return List.copyOf(closed);
    }

    /** Facts written by another version of the portal may not be readable: the next probe replaces them. */
    private @Nullable HostFacts facts(HostEntity host) {
        if (host.facts() == null) {
            return null;
        }
        try {
            return json.readValue(host.facts(), HostFacts.class);
        } catch (JacksonException e) {
            log.warn("The facts of host {} are unreadable until the next probe", host.id(), e);
            return null;
        }
    }
}
