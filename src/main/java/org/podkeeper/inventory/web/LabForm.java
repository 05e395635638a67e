package org.podkeeper.inventory.web;

import org.jspecify.annotations.Nullable;

record LabForm(
        @Nullable String name,
        @Nullable String description,
        @Nullable String zone,
        @Nullable Long version) {
    String nameText() {
        return name == null ? "" : name;
    }

    String zoneText() {
        return zone == null ? "UTC" : zone;
    }

    String descriptionText() {
        return description == null ? "" : description;
    }
}
