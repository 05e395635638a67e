package org.podkeeper.kernel;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every module may need to know about this installation.
 *
 * @param dataDirectory where the portal keeps what must survive a restart: {@code images/} and, unless another server is
 *     configured, {@code postgres/}. Relative paths start at the working directory.
 */
@ConfigurationProperties("podkeeper")
public record PodkeeperSettings(@DefaultValue("data") Path dataDirectory) {
    public PodkeeperSettings {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
    }

    /** Where disk images are kept that the portal uploads to hosts. May not exist yet. */
    public Path imagesDirectory() {
        return dataDirectory.resolve("images");
    }
}
