package org.podkeeper.outage;

import java.util.UUID;

public record AnnouncementId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
