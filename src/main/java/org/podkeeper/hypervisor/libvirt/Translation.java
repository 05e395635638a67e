package org.podkeeper.hypervisor.libvirt;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.libvirt.LibvirtException;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;

/** The one place where libvirt's errors become ours, with sentences for people. */
final class Translation {
    private static final Pattern SOCKET = Pattern.compile("[Ff]ailed to connect socket to '[^']*'(?:: (.+))?");
    private static final Pattern NO_DNSMASQ = Pattern.compile(
            "dnsmasq.*(No such file|not found|not executable)|(cannot find|not find).*dnsmasq",
            Pattern.CASE_INSENSITIVE);

    private final String host;

    Translation(String uri) {
        this.host = HostName.of(uri);
    }

    String host() {
        return host;
    }

    /** @param doing what was attempted, to follow "refused to": "start the machine x" */
    RuntimeException of(LibvirtException e, String doing, boolean connectionLost) {
        if (connectionLost) {
            return new HostUnreachable("%s went away when asked to %s.".formatted(host, doing), e);
        }
        if (Codes.isSilence(e) || Codes.isPoolBusy(e)) {
            return new HostUnreachable("%s was too busy to %s: %s.".formatted(host, doing, sentence(e)), e);
        }
        return new HostRefused("%s refused to %s: %s.".formatted(host, doing, sentence(e)), e);
    }

    RuntimeException ofConnecting(LibvirtException e) {
        if (Codes.isWrongAddress(e)) {
            return new HostRefused(
                    "%s does not accept the portal: %s. Check the connection URI and the portal's rights there."
                            .formatted(host, sentence(e)),
                    e);
        }
        return new HostUnreachable("%s cannot be reached: %s.".formatted(host, sentence(e)), e);
    }

    HostUnreachable noAnswer(Duration limit) {
        return new HostUnreachable("%s did not answer within %s.".formatted(host, inWords(limit)));
    }

    HostUnreachable noConnection(Duration limit) {
        return new HostUnreachable("%s did not accept a connection within %s.".formatted(host, inWords(limit)));
    }

    HostUnreachable busy(int waiting) {
        return new HostUnreachable("%s is busy: %d calls are waiting for it already.".formatted(host, waiting));
    }

    HostUnreachable hanging(int attempts) {
        return new HostUnreachable("%s hangs: %d connections to it have not come back yet.".formatted(host, attempts));
    }

    HostUnreachable closed() {
        return new HostUnreachable("The portal is shutting down and has closed its connections.");
    }

    private static String sentence(LibvirtException e) {
        return inOwnWords(String.valueOf(e.getError().getMessage()).strip());
    }

    /** A path on the portal's machine says nothing to an owner, and a missing program has a package. */
    static String inOwnWords(String message) {
        String plain = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        Matcher socket = SOCKET.matcher(plain);
        if (socket.find()) {
            return "libvirt does not listen there" + (socket.group(1) == null ? "" : " (" + socket.group(1) + ")");
        }
        return NO_DNSMASQ.matcher(plain).find()
                ? "the program dnsmasq is missing there. Install the package dnsmasq-base on the host (dnsmasq on Red"
                        + " Hat's family); libvirt said: " + plain
                : plain;
    }

    private static String inWords(Duration limit) {
        if (limit.toMillis() % 1000 != 0) {
            return String.format(Locale.ROOT, "%.1f s", limit.toMillis() / 1000.0);
        }
        return limit.toSeconds() >= 120 ? limit.toMinutes() + " min" : limit.toSeconds() + " s";
    }
}
