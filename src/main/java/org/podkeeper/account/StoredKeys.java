package org.podkeeper.account;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface StoredKeys extends Repository<StoredKey, UUID> {
    List<StoredKey> findByPersonIdOrderByAddedAtAscIdAsc(UUID personId);

    List<StoredKey> findByPersonIdInOrderByAddedAtAscIdAsc(Collection<UUID> personIds);

    Optional<StoredKey> findByIdAndPersonId(UUID id, UUID personId);

    StoredKey save(StoredKey key);

    @Modifying
    @Query("delete from StoredKey k where k.id = :id and k.personId = :personId")
    int remove(UUID id, UUID personId);
}
