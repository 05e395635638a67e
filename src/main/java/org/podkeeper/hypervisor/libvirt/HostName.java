package org.podkeeper.hypervisor.libvirt;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people call a host of which we know the connection URI. */
final class HostName {
    private HostName() {}

    /** As the subject of a sentence: "The host kvm1". */
    static String of(String uri) {
        URI parsed = parse(uri);
        if (parsed != null && parsed.getHost() != null && !parsed.getHost().isEmpty()) {
            return "The host " + parsed.getHost();
        }
        String socket = parsed == null ? null : parameter(parsed, "socket");
        if (socket != null) {
            // …/kvm1/sock/libvirt-sock: the directory that is named for the host, when there is one
            Path host = Path.of(socket).getParent();
            host = host == null ? null : host.getParent();
            if (host != null
                    && host.getFileName() != null
                    && !host.startsWith("/run")
                    && !host.startsWith("/var/run")) {
                return "The host " + host.getFileName();
            }
        }
        return parsed != null && "test".equals(parsed.getScheme()) ? "The test host" : "This machine's libvirt";
    }

    /** A URI that never makes ssh ask somebody at a terminal. */
    static String unattended(String uri) {
        URI parsed = parse(uri);
        if (parsed == null
                || parsed.getScheme() == null
                || !parsed.getScheme().toLowerCase(Locale.ROOT).contains("ssh")
                || parameter(parsed, "no_tty") != null) {
            return uri;
        }
        return uri + (parsed.getRawQuery() == null ? "?" : "&") + "no_tty=1";
    }

    private static @Nullable URI parse(String uri) {
        try {
            return URI.create(uri);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String parameter(URI uri, String name) {
        if (uri.getQuery() == null) {
            return null;
        }
        for (String pair : uri.getQuery().split("&")) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return null;
    }
}
