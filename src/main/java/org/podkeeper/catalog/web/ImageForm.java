package org.podkeeper.catalog.web;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.ImageDetails;
import org.podkeeper.catalog.ImageDraft;
import org.podkeeper.catalog.ImageKind;
import org.springframework.validation.Errors;

/** The form of an image, as text, so that what someone typed comes back whatever it was. */
record ImageForm(
        @Nullable String key,
        @Nullable String name,
        @Nullable String login,
        @Nullable String minimumDiskGib,
        @Nullable String minimumMemoryMib,
        @Nullable String url,
        @Nullable String checksum,
        @Nullable String version,
        @Nullable String kind) {

    static ImageForm forNew() {
        return new ImageForm("", "", "pod", "4", "512", "", "", "0", ImageKind.DISK.name());
    }

    static ImageForm of(ImageDetails details) {
        return new ImageForm(
                details.image().key(),
                details.image().name(),
                details.image().login(),
                String.valueOf(details.image().minimumDiskGib()),
                String.valueOf(details.image().minimumMemoryMib()),
                details.sourceUrl(),
                details.checksum(),
                String.valueOf(details.version()),
                details.image().kind().name());
    }

    Optional<ImageDraft> read(Errors errors) {
        int disk = whole("minimumDiskGib", minimumDiskGib, errors);
        int memory = whole("minimumMemoryMib", minimumMemoryMib, errors);
        return errors.hasErrors()
                ? Optional.empty()
                : Optional.of(new ImageDraft(
                        text(name),
                        text(login),
                        disk,
                        memory,
                        orNull(url),
                        orNull(checksum),
                        "ISO".equals(kind) ? ImageKind.ISO : ImageKind.DISK));
    }

    String keyText() {
        return text(key);
    }

    long versionNumber() {
        return text(version).matches("\\d{1,18}") ? Long.parseLong(text(version)) : -1;
    }

    private static int whole(String field, @Nullable String value, Errors errors) {
        if (text(value).matches("\\d{1,9}")) {
            return Integer.parseInt(text(value));
        }
        errors.rejectValue(field, "catalog.refused.number");
        return 0;
    }

    private static @Nullable String orNull(@Nullable String value) {
        return text(value).isEmpty() ? null : text(value);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
