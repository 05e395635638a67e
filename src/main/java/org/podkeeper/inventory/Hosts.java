package org.podkeeper.inventory;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface Hosts extends JpaRepository<HostEntity, UUID> {
    List<HostEntity> findAllByOrderByName();

    List<HostEntity> findByLabIdOrderByName(UUID labId);
}
