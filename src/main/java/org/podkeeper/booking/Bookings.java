package org.podkeeper.booking;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface Bookings extends JpaRepository<Booking, UUID> {
    Optional<Booking> findByOwnerIdAndIdempotencyKey(UUID ownerId, String key);

    /** Reads it for a change: a second change of the same booking waits for the first. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select b from Booking b where b.id = :id")
    Optional<Booking> findForChange(UUID id);

    List<Booking> findByOwnerIdOrderByStartsAtDesc(UUID ownerId);

    List<Booking> findByEndsAtAfterOrderByStartsAtDesc(Instant instant);
}
