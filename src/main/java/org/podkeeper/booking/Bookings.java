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

    @Query(nativeQuery = true, value = """
            select b.* from booking b
            where b.owner_id = :person or exists (
                select from booking_grade c where c.booking_id = b.id and c.person_id = :person)
            order by b.starts_at desc
            """)
    List<Booking> findOf(UUID person);

    List<Booking> findByOwnerIdAndState(UUID ownerId, BookingState state);

    List<Booking> findByTeamIdAndState(UUID teamId, BookingState state);

    Optional<Booking> findFirstByContinuesIdOrderByBookedAtDesc(UUID id);

    List<Booking> findByStartFromAndState(UUID kept, BookingState state);

    List<Booking> findByEndsAtAfterOrderByStartsAtDesc(Instant instant);
}
