package org.podkeeper.provisioning;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** CDs for tests outside of this package. */
public final class CdForTests {
    /** Where ISO 9660 has the name of the volume. */
    private static final int LABEL_AT = 16 * 2048 + 40;

    private CdForTests() {}

    /** An ISO 9660 file with these files in it; not named like a seed, because a system would take it for its own. */
    public static byte[] with(Map<String, String> files) {
        byte[] iso = NoCloudSeed.iso(files);
        byte[] label = "HELLO ".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(label, 0, iso, LABEL_AT, label.length);
        return iso;
    }
}
