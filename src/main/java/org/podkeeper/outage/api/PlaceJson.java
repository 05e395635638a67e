package org.podkeeper.outage.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.podkeeper.booking.OtherPlace;

/** Where and when a booking could be instead. */
record PlaceJson(
        OtherPlace.Kind kind,
        UUID host,
        String hostName,
        Instant start,
        Instant end,

        @Schema(description = "from when on the host is taken")
        Instant prepareFrom) {
    static PlaceJson of(OtherPlace place) {
        return new PlaceJson(
                place.kind(),
                place.host().id().value(),
                place.host().name(),
                place.window().start(),
                place.window().end(),
                place.prepareFrom());
    }
}
