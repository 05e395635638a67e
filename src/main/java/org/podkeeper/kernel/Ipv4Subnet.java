package org.podkeeper.kernel;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 subnet, or a single address as its smallest case.
 *
 * @param first its first address as a number, host bits zero
 * @param prefix 0 to 32
 */
public record Ipv4Subnet(long first, int prefix) {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern FORM =
            Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE + "(?:/(3[0-2]|[12]?\\d))?");

    /** @return empty when the text is neither an IPv4 address nor a subnet whose host bits are zero */
    public static Optional<Ipv4Subnet> read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long address = 0;
        for (int group = 1; group <= 4; group++) {
            address = address << 8 | Integer.parseInt(matcher.group(group));
        }
        int prefix = matcher.group(5) == null ? 32 : Integer.parseInt(matcher.group(5));
        Ipv4Subnet subnet = new Ipv4Subnet(address, prefix);
        return address % subnet.size() == 0 ? Optional.of(subnet) : Optional.empty();
    }

    /** @throws IllegalArgumentException where {@link #read} gives nothing */
    public static Ipv4Subnet parse(String text) {
        return read(text).orElseThrow(() -> new IllegalArgumentException("Not an IPv4 subnet: " + text));
    }

    /** How many addresses it has, the first and the last included, which machines cannot have. */
    public long size() {
        return 1L << (32 - prefix);
    }

    /** @param n 0 is the first one */
    public String address(long n) {
        if (n < 0 || n >= size()) {
            throw new IllegalArgumentException(this + " has no address number " + n);
        }
        return dotted(first + n);
    }

    public String netmask() {
        return dotted((1L << 32) - size());
    }

    public boolean contains(Ipv4Subnet other) {
        return prefix <= other.prefix && overlaps(other);
    }

    public boolean overlaps(Ipv4Subnet other) {
        return first < other.first + other.size() && other.first < first + size();
    }

    /** RFC 1918. */
    public boolean isPrivate() {
        return parse("10.0.0.0/8").contains(this)
                || parse("172.16.0.0/12").contains(this)
                || parse("192.168.0.0/16").contains(this);
    }

    private static String dotted(long address) {
        return "%d.%d.%d.%d".formatted(address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255);
    }

    /** {@code 10.1.2.0/24} */
    @Override
    public String toString() {
        return dotted(first) + "/" + prefix;
    }
}
