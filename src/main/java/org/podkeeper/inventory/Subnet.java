package org.podkeeper.inventory;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IPv4 subnet, or a single address as its smallest case. */
record Subnet(int address, int prefix) {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern FORM =
            Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE + "(?:/(3[0-2]|[12]?\\d))?");

    /** Empty when it is neither an IPv4 address nor a subnet whose host bits are zero. */
    static Optional<Subnet> read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int address = 0;
        for (int group = 1; group <= 4; group++) {
            address = address << 8 | Integer.parseInt(matcher.group(group));
        }
        int prefix = matcher.group(5) == null ? 32 : Integer.parseInt(matcher.group(5));
        Subnet subnet = new Subnet(address, prefix);
        return (address & ~subnet.mask()) == 0 ? Optional.of(subnet) : Optional.empty();
    }

    static Subnet parse(String text) {
        return read(text).orElseThrow(() -> new IllegalArgumentException("Not an IPv4 subnet: " + text));
    }

    boolean contains(String ipv4) {
        return (parse(ipv4).address & mask()) == address;
    }

    boolean overlaps(Subnet other) {
        int wider = mask() & other.mask();
        return (address & wider) == (other.address & wider);
    }

    /** RFC 1918. */
    boolean isPrivate() {
        return within("10.0.0.0/8") || within("172.16.0.0/12") || within("192.168.0.0/16");
    }

    private boolean within(String range) {
        Subnet wide = parse(range);
        return prefix >= wide.prefix && (address & wide.mask()) == wide.address;
    }

    private int mask() {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }
}
