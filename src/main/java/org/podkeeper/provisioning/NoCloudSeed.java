package org.podkeeper.provisioning;

import com.github.stephenc.javaisotools.iso9660.ConfigException;
import com.github.stephenc.javaisotools.iso9660.ISO9660File;
import com.github.stephenc.javaisotools.iso9660.ISO9660RootDirectory;
import com.github.stephenc.javaisotools.iso9660.impl.CreateISO;
import com.github.stephenc.javaisotools.iso9660.impl.ISO9660Config;
import com.github.stephenc.javaisotools.iso9660.impl.ISOImageFileHandler;
import com.github.stephenc.javaisotools.rockridge.impl.RockRidgeConfig;
import com.github.stephenc.javaisotools.sabre.HandlerException;
import com.github.stephenc.javaisotools.sabre.impl.ByteArrayDataReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.Map;

/**
 * The small CD that tells a cloud image who it is: cloud-init's NoCloud data source, an ISO 9660 file system labelled
 * {@code cidata}.
 */
final class NoCloudSeed {
    private static final String LABEL = "cidata";

    private NoCloudSeed() {}

    /** The ISO image with these files; equal files give equal images. */
    static byte[] iso(Map<String, String> files) {
        try {
            Path file = Files.createTempFile("podkeeper-seed", ".iso");
            try {
                write(files, file);
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException | HandlerException | ConfigException e) {
            throw new IllegalStateException("Cannot write a seed", e);
        }
    }

    private static void write(Map<String, String> files, Path to)
            throws HandlerException, ConfigException, IOException {
        var root = new ISO9660RootDirectory();
        for (Map.Entry<String, String> file : files.entrySet()) {
            byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
            root.addFile(new ISO9660File(new ByteArrayDataReference(content), file.getKey(), 0L));
        }
        var iso = new ISO9660Config();
        iso.allowASCII(false);
        iso.setInterchangeLevel(2);
        iso.restrictDirDepthTo8(true);
        iso.setVolumeID(LABEL);
        iso.forceDotDelimiter(true);
        iso.setCreateDate(new Date(0));
        var rockRidge = new RockRidgeConfig();
        rockRidge.setMkisofsCompatibility(false);
        rockRidge.hideMovedDirectoriesStore(true);
        rockRidge.forcePortableFilenameCharacterSet(true);
        new CreateISO(new ISOImageFileHandler(to.toFile()), root).process(iso, rockRidge, null, null);
    }
}
