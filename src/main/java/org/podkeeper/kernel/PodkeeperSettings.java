package org.podkeeper.kernel;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every module may need to know about this installation.
 *
 * @param dataDirectory where the portal keeps what must survive a restart: {@code images/} and, unless another server is
 *     configured, {@code postgres/}. Relative paths start at the working directory.
 * @param baseUrl where browsers find this portal; what links in mails and calendars begin with
 */
@ConfigurationProperties("podkeeper")
public record PodkeeperSettings(
        @DefaultValue("data") Path dataDirectory,
        @DefaultValue("http://localhost:8080") URI baseUrl) {
    public PodkeeperSettings {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        if (baseUrl.getHost() == null || baseUrl.getScheme() == null) {
            throw new IllegalArgumentException("podkeeper.base-url needs a scheme and a host: " + baseUrl);
        }
    }

    /** The whole address of a page, for where there is no request to begin it with. */
    public String page(String path) {
        String base = baseUrl.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    /** Where disk images are kept that the portal uploads to hosts. May not exist yet. */
    public Path imagesDirectory() {
        return dataDirectory.resolve("images");
    }
}
