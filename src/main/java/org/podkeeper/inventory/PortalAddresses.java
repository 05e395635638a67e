package org.podkeeper.inventory;

import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** The IPv4 addresses of the machine that the portal runs on, which no guest may reach. */
@Component
class PortalAddresses {
    Set<String> ipv4() {
        TreeSet<String> addresses = new TreeSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .forEach(addresses::add);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        return addresses;
    }
}
