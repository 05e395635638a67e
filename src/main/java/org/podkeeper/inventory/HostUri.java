package org.podkeeper.inventory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A libvirt connection URI that the portal is willing to open: {@code qemu:///system} on this machine, over a UNIX
 * socket, over SSH, or over TLS.
 *
 * <p>libvirt URIs can do more than connect: {@code command}, {@code netcat} and {@code proxy} run programs,
 * {@code no_verify} and {@code known_hosts_verify} trust whoever answers, {@code test:} is not a host at all. So this is
 * a list of what is allowed, not of what is refused: {@code socket} for UNIX sockets, {@code keyfile}
 * and {@code no_tty} for SSH, {@code pkipath} for TLS, with plain absolute paths.
 * {@code known_hosts} would be ignored: libvirt's SSH transport has it not, and the portal's user's own file decides.
 *
 * @param text the URI as libvirt gets it
 * @param host the machine it names, or null when it is this one
 */
public record HostUri(String text, @Nullable String host) {
    private static final Pattern FORM = Pattern.compile(
            "(qemu(?:\\+(?:unix|ssh|tls))?)://(?:([a-z_][a-z0-9_.-]{0,31})@)?([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)?(?::([1-9][0-9]{0,4}))?/system(?:\\?(.*))?");
    private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9._+-]+)+");
    private static final Map<String, List<String>> PARAMETERS = Map.of(
            "qemu", List.of("socket"),
            "qemu+unix", List.of("socket"),
            "qemu+ssh", List.of("keyfile", "no_tty"),
            "qemu+tls", List.of("pkipath"));

    /** What was read: the URI, or what is wrong with it. */
    sealed interface Reading {
        record Good(HostUri uri) implements Reading {}

        record Bad(Complaint complaint) implements Reading {}
    }

    static Reading read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return bad("uri.form");
        }
        String scheme = matcher.group(1);
        @Nullable String host = matcher.group(3);
        boolean remote = scheme.equals("qemu+ssh") || scheme.equals("qemu+tls");
        if (remote && host == null) {
            return bad("uri.host.missing", scheme);
        }
        if (!remote && host != null) {
            return bad("uri.host.unwanted", scheme);
        }
        if (!scheme.equals("qemu+ssh") && matcher.group(2) != null) {
            return bad("uri.user.unwanted", scheme);
        }
        if (matcher.group(4) != null && (!remote || Integer.parseInt(matcher.group(4)) > 65_535)) {
            return bad("uri.port");
        }
        return parameterProblem(scheme, matcher.group(5))
                .<Reading>map(Reading.Bad::new)
                .orElseGet(() -> new Reading.Good(new HostUri(text, host)));
    }

    private static Optional<Complaint> parameterProblem(String scheme, @Nullable String query) {
        if (query == null) {
            return Optional.empty();
        }
        List<String> allowed = PARAMETERS.getOrDefault(scheme, List.of());
        for (String parameter : query.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            if (!allowed.contains(parts[0])) {
                return Optional.of(
                        Complaint.about("uri", "uri.parameter", parts[0], scheme, String.join(", ", allowed)));
            }
            boolean good = parts.length == 2
                    && (parts[0].equals("no_tty")
                            ? parts[1].equals("1")
                            : PLAIN_PATH.matcher(parts[1]).matches() && !(parts[1] + "/").contains("/../"));
            if (!good) {
                return Optional.of(Complaint.about("uri", "uri.value", parts[0]));
            }
        }
        return Optional.empty();
    }

    private static Reading bad(String code, Object... arguments) {
        return new Reading.Bad(Complaint.about("uri", code, arguments));
    }
}
