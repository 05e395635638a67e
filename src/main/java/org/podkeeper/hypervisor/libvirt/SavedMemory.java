package org.podkeeper.hypervisor.libvirt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.podkeeper.hypervisor.HostRefused;

/**
 * The beginning of a file that libvirt saves a machine's memory to: a header, the machine's description, a cookie, and
 * room to spare. QEMU's part follows. The layout is libvirt's struct _virQEMUSaveHeader, version 2; the numbers are in
 * the host's own byte order, which on x86 is little-endian.
 *
 * @param length of description, cookie and spare room together
 */
record SavedMemory(byte[] header, int length, String xml, byte[] cookie) {
    static final int HEADER = 92;
    private static final byte[] WHOLE = "LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;
    private static final int VERSION_AT = 16;
    private static final int LENGTH_AT = 20;
    private static final int COOKIE_AT = 32;
    private static final int LONGEST = 4 << 20;

    /** Whether the file was written to its end: until then libvirt has another word there. */
    static boolean isWhole(byte[] beginning) {
        return beginning.length >= HEADER && Arrays.equals(Arrays.copyOf(beginning, WHOLE.length), WHOLE);
    }

    /** @return how many bytes come between the header and QEMU's part */
    static int lengthAfter(byte[] header) {
        ByteBuffer numbers = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        int length = numbers.getInt(LENGTH_AT);
        if (!isWhole(header) || numbers.getInt(VERSION_AT) != VERSION || length < 1 || length > LONGEST) {
            throw new HostRefused("The host keeps a machine's memory in a form that the portal does not know.");
        }
        return length;
    }

    static SavedMemory parse(byte[] header, byte[] data) {
        int cookieAt = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(COOKIE_AT);
        if (data.length != lengthAfter(header) || cookieAt < 0 || cookieAt >= data.length) {
            throw new HostRefused("The host keeps a machine's memory in a form that the portal does not know.");
        }
        byte[] cookie = cookieAt == 0 ? new byte[0] : untilNul(data, cookieAt);
        return new SavedMemory(header, data.length, new String(untilNul(data, 0), StandardCharsets.UTF_8), cookie);
    }

    private static byte[] untilNul(byte[] data, int from) {
        int end = from;
        while (end < data.length && data[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(data, from, end);
    }

    /** The same beginning with another description, of the same length. */
    byte[] describedAs(String other) {
        byte[] description = other.getBytes(StandardCharsets.UTF_8);
        if (description.length + 1 + cookie.length + 1 > length) {
            throw new HostRefused("The machine's description does not fit where its memory is kept.");
        }
        ByteBuffer beginning = ByteBuffer.allocate(HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
        beginning.put(header).put(description).put((byte) 0).put(cookie);
        beginning.putInt(COOKIE_AT, cookie.length == 0 ? 0 : description.length + 1);
        return beginning.array();
    }
}
