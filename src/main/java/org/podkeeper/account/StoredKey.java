package org.podkeeper.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** An SSH public key as it is stored; never changed, only removed. */
@Entity
@Table(name = "ssh_key")
class StoredKey implements Persistable<UUID> {
    @Id
    private UUID id;

    @Column
    private UUID personId;

    @Column
    private String name;

    @Column
    private String type;

    @Column
    private String line;

    @Column
    private String fingerprint;

    @Column
    private Instant addedAt;

    protected StoredKey() {}

    StoredKey(PersonId owner, String name, PublicKeyLine key, Instant addedAt) {
        this.id = UUID.randomUUID();
        this.personId = owner.value();
        this.name = name;
        this.type = key.type();
        this.line = key.line();
        this.fingerprint = key.fingerprint();
        this.addedAt = addedAt;
    }

    String name() {
        return name;
    }

    SshKey view() {
        return new SshKey(id, name, type, line, fingerprint, addedAt);
    }

    @Override
    public @Nullable UUID getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return true;
    }
}
