package org.podkeeper.approval;

import java.util.UUID;

public record ApprovalId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
