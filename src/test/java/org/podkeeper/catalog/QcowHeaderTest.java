package org.podkeeper.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QcowHeaderTest {
    private final Path folder;

    QcowHeaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsTheSizeThatAGuestSees() throws IOException {
        assertThat(QcowHeader.read(file(QcowFiles.good(4096))).diskGib()).isEqualTo(3);
        assertThat(QcowHeader.read(file(QcowFiles.with(24, (3L << 30) + 1))).diskGib())
                .isEqualTo(4);
    }

    @Test
    void refusesABackingFile() {
        refuses(QcowFiles.with(8, 500), "backing file");
        byte[] nameOnly = QcowFiles.good(4096);
        ByteBuffer.wrap(nameOnly).putInt(16, 11);
        refuses(nameOnly, "backing file");
    }

    @Test
    void refusesAnExternalDataFile() {
        refuses(QcowFiles.with(72, 4), "external data file");
    }

    @Test
    void refusesWhatIsCorruptEncryptedOrImpossible() {
        refuses(QcowFiles.with(72, 2), "corrupt");
        byte[] encrypted = QcowFiles.good(4096);
        ByteBuffer.wrap(encrypted).putInt(32, 2);
        refuses(encrypted, "encrypted");
        refuses(QcowFiles.with(24, 0), "impossible");
        refuses(QcowFiles.with(24, -1), "impossible");
    }

    @Test
    void refusesRawAndOtherFilesAndSaysWhatToDo() {
        refuses(new byte[4096], "qemu-img convert");
        refuses("<html>".getBytes(StandardCharsets.UTF_8), "qemu-img convert");
        refuses(new byte[0], "qemu-img convert");
    }

    private void refuses(byte[] content, String why) {
        assertThatThrownBy(() -> QcowHeader.read(file(content)))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining(why);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("image"), content);
    }
}
