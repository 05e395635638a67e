package org.podkeeper.inventory;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.ZoneId;
import java.util.UUID;

@Entity
@Table(name = "lab")
class LabEntity {
    @Id
    private UUID id;

    @Column
    private String name;

    @Column
    private String description;

    @Column
    private String timeZone = "UTC";

    @Version
    private long version;

    protected LabEntity() {}

    LabEntity(UUID id, String name, String description) {
        this.id = id;
        this.name = name;
        this.description = description;
    }

    void describe(String name, String description) {
        this.name = name;
        this.description = description;
    }

    void keepTimeIn(ZoneId zone) {
        timeZone = zone.getId();
    }

    UUID id() {
        return id;
    }

    long version() {
        return version;
    }

    Lab view() {
        return new Lab(new LabId(id), name, description, ZoneId.of(timeZone));
    }
}
