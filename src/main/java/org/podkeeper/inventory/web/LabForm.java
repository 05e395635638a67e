package org.podkeeper.inventory.web;

import org.jspecify.annotations.Nullable;

record LabForm(
        @Nullable String name,
        @Nullable String description,
        @Nullable Long version) {
    String nameText() {
        return name == null ? "" : name;
    }

    String descriptionText() {
        return description == null ? "" : description;
    }
}
