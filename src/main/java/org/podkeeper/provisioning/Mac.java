package org.podkeeper.provisioning;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hardware addresses, worked out from names so that a repeated step finds the same. */
final class Mac {
    private Mac() {}

    /** In QEMU's own range (52:54), 32 bits from the name. */
    static String of(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return String.format("52:54:%02x:%02x:%02x:%02x", digest[0], digest[1], digest[2], digest[3]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java", e);
        }
    }
}
