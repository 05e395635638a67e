package org.podkeeper.provisioning;

import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Asks machines in use, through their guest agents, when somebody last logged in. A machine that is off is used by nobody;
 * one that runs and does not say makes the whole answer unknown.
 */
@Service
public class LastLogins {
    private static final String SCRIPT = GuestScript.read("last-login.sh");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern ANSWER = Pattern.compile("(?m)^(?:login|none)=(\\d{1,12})$");

    private final Provisioning provisioning;
    private final Caretaker caretaker;
    private final Operator operator;
    private final Hypervisors hypervisors;
    private final JdbcClient jdbc;
    private final Clock clock;

    LastLogins(
            Provisioning provisioning,
            Caretaker caretaker,
            Operator operator,
            Hypervisors hypervisors,
            JdbcClient jdbc,
            Clock clock) {
        this.provisioning = provisioning;
        this.caretaker = caretaker;
        this.operator = operator;
        this.hypervisors = hypervisors;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What the machines said last; empty when they were never asked. */
    public Optional<LastUse> of(BookingId booking) {
        return provisioning.of(booking).flatMap(deployment -> row(deployment.id()));
    }

    /**
     * Asks the machines, which can take a while; not within a transaction.
     *
     * @param newEnough an answer that is younger than this is given again
     * @return empty when no pod is in use
     */
    public Optional<LastUse> ask(BookingId booking, Duration newEnough) {
        DeploymentView deployment = provisioning.of(booking).orElse(null);
        Instant readyAt = deployment == null ? null : deployment.readyAt();
        if (deployment == null || deployment.state() != DeploymentState.READY || readyAt == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<LastUse> known = row(deployment.id());
        if (known.isPresent() && known.get().askedAt().plus(newEnough).isAfter(now)) {
            return known;
        }
        return caretaker.inUse(deployment.id()).map(plan -> {
            LastUse use = look(plan, deployment, readyAt, known.orElse(null), now);
            write(deployment.id(), use);
            return use;
        });
    }

    private LastUse look(
            DeploymentPlan plan, DeploymentView deployment, Instant readyAt, @Nullable LastUse known, Instant now) {
        Hypervisor host = hypervisors.on(plan.host().address());
        Map<String, String> silent = new ConcurrentHashMap<>();
        Map<String, Instant> logins = new ConcurrentHashMap<>();
        Walk.sideBySide(plan.machines(), machine -> {
            try {
                ask(machine, host, logins, silent, now);
            } catch (HostUnreachable | HostRefused e) {
                silent.put(machine.hostName(), "Its host did not say: " + e.getMessage());
            }
        });
        if (!silent.isEmpty()) {
            return new LastUse(
                    now, null, silent.values().stream().sorted().findFirst().orElseThrow());
        }
        Stream<Instant> operations = operator.latest(deployment.id()).stream().map(OperationView::askedAt);
        Instant before = known == null ? null : known.idleSince();
        Instant idleSince = Stream.of(
                        Stream.of(readyAt), logins.values().stream(), operations, Stream.ofNullable(before))
                .flatMap(instants -> instants)
                .max(Instant::compareTo)
                .orElse(readyAt);
        return new LastUse(now, idleSince, null);
    }

    private static void ask(
            Machine machine, Hypervisor host, Map<String, Instant> logins, Map<String, String> silent, Instant now) {
        if (host.stateOf(machine.domain()) != MachineState.RUNNING) {
            return;
        }
        AgentAnswer answer =
                host.agentRun(machine.domain(), List.of("/bin/sh"), SCRIPT.getBytes(StandardCharsets.UTF_8), LIMIT);
        Duration age = answer instanceof AgentAnswer.Ended(int code, String output) ? age(output) : null;
        if (age == null) {
            silent.put(machine.hostName(), machine.hostName() + " does not say when somebody last logged in.");
        } else {
            logins.put(machine.hostName(), now.minus(age));
        }
    }

    /** How long ago the last login was, or its record began; null when the machine does not know. */
    static @Nullable Duration age(String output) {
        Matcher answer = ANSWER.matcher(output);
        return answer.find() ? Duration.ofSeconds(Long.parseLong(answer.group(1))) : null;
    }

    private Optional<LastUse> row(DeploymentId deployment) {
        return jdbc.sql("select asked_at, idle_since, unknown from deployment_use where deployment_id = :id")
                .param("id", deployment.value())
                .query((row, n) -> {
                    OffsetDateTime idle = row.getObject("idle_since", OffsetDateTime.class);
                    return new LastUse(
                            row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                            idle == null ? null : idle.toInstant(),
                            row.getString("unknown"));
                })
                .optional();
    }

    private void write(DeploymentId deployment, LastUse use) {
        Instant idle = use.idleSince();
        jdbc.sql("""
                        insert into deployment_use (deployment_id, asked_at, idle_since, unknown) values (:id, :now, :idle, :unknown)
                        on conflict (deployment_id) do update
                            set asked_at = excluded.asked_at, idle_since = excluded.idle_since, unknown = excluded.unknown
                        """)
                .param("id", deployment.value())
                .param("now", use.askedAt().atOffset(ZoneOffset.UTC))
                .param("idle", idle == null ? null : idle.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("unknown", use.unknown())
                .update();
    }
}
