package org.podkeeper.inventory;

import java.util.Map;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataIntegrityViolationException;

/** Knows which field a constraint of the database complains about. */
final class DatabaseRefusals {
    private record Known(String field, String code) {}

    private static final Map<String, Known> KNOWN = Map.ofEntries(
            Map.entry("lab_name_is_taken", new Known("name", "lab.taken")),
            Map.entry("lab_with_hosts_stays", new Known("", "lab.hosts")),
            Map.entry("booking_is_in_a_lab", new Known("", "lab.bookings")),
            Map.entry("host_name_is_taken_in_its_lab", new Known("name", "host.taken")),
            Map.entry("host_uri_is_taken", new Known("uri", "uri.taken")),
            Map.entry("host_is_never_overcommitted", new Known("", "host.promised")),
            Map.entry("hold_is_on_a_host", new Known("", "host.held")),
            Map.entry("deployment_is_on_a_host", new Known("", "host.held")),
            Map.entry("host_with_golden_pods_stays", new Known("", "host.golden")),
            Map.entry("standing_pod_is_on_a_host", new Known("", "host.held")));

    private DatabaseRefusals() {}

    /** Empty when it is nobody's expected refusal. The database's own sentence, with its numbers, is argument 0. */
    static Optional<Complaint> complaint(DataIntegrityViolationException refusal) {
        return refusal.getMostSpecificCause() instanceof PSQLException cause
                ? Optional.ofNullable(cause.getServerErrorMessage()).flatMap(DatabaseRefusals::complaint)
                : Optional.empty();
    }

    private static Optional<Complaint> complaint(ServerErrorMessage message) {
        String constraint = Optional.ofNullable(message.getConstraint()).orElse("");
        return Optional.ofNullable(KNOWN.get(constraint))
                .map(known -> Complaint.about(
                        known.field(),
                        known.code(),
                        Optional.ofNullable(message.getMessage()).orElse(constraint)));
    }
}
