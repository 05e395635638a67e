package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.podkeeper.hypervisor.HostRefused;

class SavedMemoryTest {
    private static final int ROOM = 100;

    private static byte[] header(String magic, int version, int cookieAt) {
        return ByteBuffer.allocate(SavedMemory.HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(magic.getBytes(StandardCharsets.US_ASCII))
                .putInt(version)
                .putInt(ROOM)
                .putInt(1)
                .putInt(0)
                .putInt(cookieAt)
                .array();
    }

    private static byte[] data(String text) {
        return ByteBuffer.allocate(ROOM)
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @Test
    void changesTheDescriptionAndKeepsTheCookieAndTheLength() {
        SavedMemory memory =
                SavedMemory.parse(header("LibvirtQemudSave", 2, 9), data("<domain/>\0".substring(1) + "<cookie/>"));

        byte[] beginning = memory.describedAs("<domain>ü</domain>");

        assertThat(beginning).hasSize(SavedMemory.HEADER + ROOM);
        byte[] header = java.util.Arrays.copyOf(beginning, SavedMemory.HEADER);
        byte[] data = java.util.Arrays.copyOfRange(beginning, SavedMemory.HEADER, beginning.length);
        SavedMemory again = SavedMemory.parse(header, data);
        assertThat(again.xml()).isEqualTo("<domain>ü</domain>");
        assertThat(again.cookie()).isEqualTo("<cookie/>".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void refusesADescriptionThatDoesNotFit() {
        SavedMemory memory = SavedMemory.parse(header("LibvirtQemudSave", 2, 0), data("<domain/>"));

        assertThatThrownBy(() -> memory.describedAs("x".repeat(ROOM))).isInstanceOf(HostRefused.class);
    }

    @Test
    void knowsAFileThatWasCutOff() {
        assertThat(SavedMemory.isWhole(header("LibvirtQemudPart", 2, 0))).isFalse();
        assertThat(SavedMemory.isWhole(header("LibvirtQemudSave", 2, 0))).isTrue();
        assertThat(SavedMemory.isWhole(new byte[5])).isFalse();
    }

    @Test
    void refusesAFormThatItDoesNotKnow() {
        assertThatThrownBy(() -> SavedMemory.lengthAfter(header("LibvirtQemudSave", 3, 0)))
                .isInstanceOf(HostRefused.class);
        assertThatThrownBy(() -> SavedMemory.parse(header("LibvirtQemudSave", 2, ROOM), data("")))
                .isInstanceOf(HostRefused.class);
    }
}
