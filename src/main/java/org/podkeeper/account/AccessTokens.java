package org.podkeeper.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AccessTokens extends Repository<AccessToken, UUID> {
    List<AccessToken> findByPersonIdOrderByCreatedAtDescIdAsc(UUID personId);

    Optional<AccessToken> findByIdAndPersonId(UUID id, UUID personId);

    Optional<AccessToken> findBySha256(byte[] sha256);

    AccessToken save(AccessToken token);

    @Modifying
    @Query("update AccessToken t set t.lastUsedAt = :now where t.id = :id")
    void noteUse(UUID id, Instant now);

    @Modifying
    @Query("delete from AccessToken t where t.id = :id and t.personId = :personId")
    int remove(UUID id, UUID personId);
}
