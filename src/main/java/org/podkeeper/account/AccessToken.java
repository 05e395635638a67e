package org.podkeeper.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A personal token as it is stored: not the token, only its hash. */
@Entity
@Table(name = "access_token")
class AccessToken implements Persistable<UUID> {
    /** Noting every use would make every request write. */
    private static final Duration USE_IS_NOTED_EVERY = Duration.ofMinutes(1);

    @Id
    private UUID id;

    @Column
    private UUID personId;

    @Column
    private String name;

    @Column
    private byte[] sha256;

    @Column
    private Instant createdAt;

    private @Nullable Instant expiresAt;

    private @Nullable Instant lastUsedAt;

    protected AccessToken() {}

    AccessToken(PersonId owner, String name, byte[] sha256, Instant createdAt, @Nullable Instant expiresAt) {
        this.id = UUID.randomUUID();
        this.personId = owner.value();
        this.name = name;
        this.sha256 = sha256.clone();
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    String name() {
        return name;
    }

    UUID owner() {
        return personId;
    }

    boolean isValidAt(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }

    boolean useShouldBeNoted(Instant now) {
        return lastUsedAt == null || !now.isBefore(lastUsedAt.plus(USE_IS_NOTED_EVERY));
    }

    PersonalToken view(Instant now) {
        return new PersonalToken(id, name, createdAt, expiresAt, lastUsedAt, !isValidAt(now));
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
