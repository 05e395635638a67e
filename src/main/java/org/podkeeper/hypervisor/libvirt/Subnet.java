package org.podkeeper.hypervisor.libvirt;

/**
 * An IPv4 subnet, or a single address as a subnet of one.
 *
 * @param network first address, host bits zero
 * @param prefix 0 to 32
 */
record Subnet(int network, int prefix) {
    Subnet {
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("An IPv4 prefix is 0 to 32, not " + prefix);
        }
        network &= mask(prefix);
    }

    /** @param text {@code 10.1.2.0/24} or {@code 10.1.2.3} */
    static Subnet parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        try {
            int prefix = slash < 0 ? 32 : Integer.parseInt(text.substring(slash + 1));
            String[] parts = address.split("\\.", -1);
            if (parts.length == 4) {
                int value = 0;
                for (String part : parts) {
                    int number = Integer.parseInt(part);
                    if (number < 0 || number > 255) {
                        throw new IllegalArgumentException(text);
                    }
                    value = value << 8 | number;
                }
                return new Subnet(value, prefix);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 address or subnet", e);
        }
        throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 address or subnet");
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    String address() {
        return dotted(network);
    }

    String netmask() {
        return dotted(mask(prefix));
    }

    /** The first address: the host's own. */
    String gateway() {
        return dotted(network + 1);
    }

    /** The first address that is given to machines. */
    String firstLease() {
        return dotted(network + 2);
    }

    /** The last address before the broadcast address. */
    String lastLease() {
        return dotted((network | ~mask(prefix)) - 1);
    }

    private static String dotted(int address) {
        return "%d.%d.%d.%d".formatted(address >>> 24, address >>> 16 & 0xff, address >>> 8 & 0xff, address & 0xff);
    }
}
