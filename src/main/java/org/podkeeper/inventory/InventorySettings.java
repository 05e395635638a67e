package org.podkeeper.inventory;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param firstHostUri libvirt URI of the host that a first start puts into a lab named "Demo lab", or null for none
 * @param probeEvery how long after one round of probes the next one begins
 */
@ConfigurationProperties("podkeeper")
record InventorySettings(
        @Nullable String firstHostUri, @DefaultValue("2m") Duration probeEvery) {}
