package org.podkeeper.inventory;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface Labs extends JpaRepository<LabEntity, UUID> {
    List<LabEntity> findAllByOrderByName();
}
