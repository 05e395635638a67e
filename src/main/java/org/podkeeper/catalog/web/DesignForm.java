package org.podkeeper.catalog.web;

import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.DesignKeeper;

/** The form of a Pod or a Config. */
record DesignForm(
        @Nullable String key,
        @Nullable String name,
        @Nullable String description,
        @Nullable String definition,
        @Nullable String version) {

    DesignKeeper.Draft draft() {
        return new DesignKeeper.Draft(text(name), text(description), text(definition));
    }

    String keyText() {
        return text(key).strip();
    }

    int versionNumber() {
        return text(version).matches("\\d{1,8}") ? Integer.parseInt(text(version)) : -1;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
