package org.podkeeper.catalog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private IPv4 subnet inside a Pod. */
record Cidr(long address, int prefix) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

    /** Empty when it is none, has host bits, is not private (RFC 1918) or is not from /16 to /29. */
    static Optional<Cidr> read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long address = 0;
        for (int group = 1; group <= 4; group++) {
            int part = Integer.parseInt(matcher.group(group));
            if (part > 255) {
                return Optional.empty();
            }
            address = address << 8 | part;
        }
        Cidr cidr = new Cidr(address, Integer.parseInt(matcher.group(5)));
        boolean good = cidr.prefix >= 16 && cidr.prefix <= 29 && (address & (cidr.size() - 1)) == 0 && cidr.isPrivate();
        return good ? Optional.of(cidr) : Optional.empty();
    }

    boolean overlaps(Cidr other) {
        return address < other.address + other.size() && other.address < address + size();
    }

    /** Addresses that machines can have. */
    long hosts() {
        return size() - 2;
    }

    private long size() {
        return 1L << (32 - prefix);
    }

    private boolean isPrivate() {
        return address >> 24 == 10 || address >> 20 == 0xac1 || address >> 16 == 0xc0a8;
    }
}
