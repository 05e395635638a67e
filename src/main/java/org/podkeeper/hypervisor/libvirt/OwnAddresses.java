package org.podkeeper.hypervisor.libvirt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.podkeeper.hypervisor.HostRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The IPv4 addresses that a host answers to itself. Libvirt has no call that tells them, but its storage driver reads any
 * directory, and the kernel keeps them in a file: {@code /proc/self/net/fib_trie}, the routing tables of the network
 * namespace that libvirt runs in. The pool for it is never written to and goes when libvirt ends.
 */
final class OwnAddresses {
    private static final Logger log = LoggerFactory.getLogger(OwnAddresses.class);
    private static final String POOL = "podkeeper-addresses";
    private static final String DIRECTORY = "/proc/self/net";
    private static final String FILE = "fib_trie";
    /** Enough for a hundred thousand routes; a host with more is a router of the Internet and no KVM host. */
    private static final int LIMIT = 16 << 20;

    private static final Pattern LOCAL = Pattern.compile("\\|-- ([0-9.]+)\\s+/32 host LOCAL");

    private OwnAddresses() {}

    /** @return in order and without the loopback ones; empty when the host does not let itself be asked */
    static Optional<List<String>> of(HostConnection host) {
        try (Found<StoragePool> pool = pool(host)) {
            byte[] table = Transfer.download(host, pool.it(), FILE, LIMIT);
            return table.length == LIMIT ? Optional.empty() : in(new String(table, StandardCharsets.US_ASCII));
        } catch (LibvirtException | HostRefused e) {
            log.debug("A host does not tell its own addresses", e);
            return Optional.empty();
        }
    }

    private static Found<StoragePool> pool(HostConnection host) throws LibvirtException {
        Found<StoragePool> found = Found.pool(host, POOL);
        if (found == null) {
            Racing.act(
                    () -> host.storagePoolCreateXML(
                                    Xml.document("pool", x -> {
                                        x.attributes("type", "dir");
                                        x.text("name", POOL);
                                        x.text("uuid", StableUuid.of("pool", POOL));
                                        x.element("target", t -> t.text("path", DIRECTORY));
                                    }),
                                    0)
                            .free(),
                    () -> isThere(host));
            found = Found.pool(host, POOL);
        }
        if (found == null) {
            throw new HostRefused("The storage pool %s went away while it was being made.".formatted(POOL));
        }
        return found;
    }

    private static boolean isThere(HostConnection host) throws LibvirtException {
        try (Found<StoragePool> found = Found.pool(host, POOL)) {
            return found != null;
        }
    }

    /** @return empty when this is no such table: it always has the loopback address */
    static Optional<List<String>> in(String table) {
        SortedSet<String> addresses = new TreeSet<>();
        Matcher local = LOCAL.matcher(table);
        while (local.find()) {
            addresses.add(local.group(1));
        }
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        addresses.removeIf(address -> address.startsWith("127."));
        return Optional.of(List.copyOf(addresses));
    }
}
