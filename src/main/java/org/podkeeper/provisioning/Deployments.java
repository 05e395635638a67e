package org.podkeeper.provisioning;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface Deployments extends JpaRepository<Deployment, UUID> {
    /** Reads it for a change: a second change of the same deployment waits for the first. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select d from Deployment d where d.id = :id")
    Optional<Deployment> findForChange(UUID id);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select d from Deployment d where d.bookingId = :booking and d.state <> GONE and d.givenUp = false")
    Optional<Deployment> findLiveForChange(UUID booking);

    @Query("""
            select count(d) = 0 from Deployment d
            where d.bookingId = :booking and d.givenUp = false and d.state not in (READY, BROKEN, GONE)
            """)
    boolean isAtRest(UUID booking);

    /** What may still be on the host of it, given up or not. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select d from Deployment d where d.bookingId = :booking and d.hostId = :host and d.state <> GONE")
    List<Deployment> findOnForChange(UUID booking, UUID host);

    /** Where something may still be of a booking, whether given up or not. */
    @Query(
            "select new org.podkeeper.provisioning.Deployments$There(d.bookingId, d.hostId) from Deployment d where d.state <> GONE")
    Set<There> findThere();

    /** A booking of which something may be on a host. */
    record There(UUID booking, UUID host) {}

    List<Deployment> findByHostIdAndStateOrderByPrepareFrom(UUID hostId, DeploymentState state);

    /** What is and was on a host, the latest first. */
    List<Deployment> findByHostIdOrderByPrepareFromDescOrdinalDesc(UUID hostId, Limit limit);

    List<Deployment> findByBookingIdOrderByOrdinal(UUID bookingId);

    @Query("select d from Deployment d where d.state <> GONE order by d.prepareFrom")
    List<Deployment> findLive();

    List<Deployment> findByTagIn(Collection<String> tags);

    @Query("select d from Deployment d where d.bookingId in :bookings order by d.ordinal")
    List<Deployment> findOf(Collection<UUID> bookings);
}
