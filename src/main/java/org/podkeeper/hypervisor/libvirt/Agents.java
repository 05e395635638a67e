package org.podkeeper.hypervisor.libvirt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.podkeeper.hypervisor.AgentAnswer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks to the QEMU guest agents of the machines on one host. What an agent says is written by whoever owns the machine:
 * it is cut to size and never trusted.
 */
final class Agents {
    private static final int PING_SECONDS = 1;
    private static final int ANSWER_SECONDS = 5;
    private static final Duration FIRST_LOOK = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    private static final int LONGEST_OUTPUT = 64 * 1024;
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);
    private static final Duration CLOCK_PATIENCE = Duration.ofSeconds(5);
    private static final JsonMapper JSON = new JsonMapper();

    boolean answers(HostConnection host, String machine) throws LibvirtException {
        return ask(host, machine, "guest-ping", Map.of(), PING_SECONDS) instanceof Reply.Said;
    }

    AgentAnswer run(HostConnection host, String machine, List<String> command, byte[] input, Duration limit)
            throws LibvirtException {
        long start = System.nanoTime();
        Map<String, Object> arguments = Map.of(
                "path", command.getFirst(),
                "arg", command.subList(1, command.size()),
                "input-data", Base64.getEncoder().encodeToString(input),
                "capture-output", true);
        Reply begun = ask(host, machine, "guest-exec", arguments, ANSWER_SECONDS);
        if (!(begun instanceof Reply.Said(JsonNode said))) {
            return asAnswer(begun);
        }
        Map<String, Object> process = Map.of("pid", said.path("pid").asLong(0));
        Duration pause = FIRST_LOOK;
        while (true) {
            Reply status = ask(host, machine, "guest-exec-status", process, ANSWER_SECONDS);
            if (!(status instanceof Reply.Said(JsonNode is))) {
                return asAnswer(status);
            }
            if (is.path("exited").asBoolean(false)) {
                // a process that a signal ended has no exit code
                int code = is.path("exitcode").asInt(128 + is.path("signal").asInt(0));
                return new AgentAnswer.Ended(code, text(is, "out-data") + text(is, "err-data"));
            }
            if (System.nanoTime() - start + pause.toNanos() > limit.toNanos()) {
                return new AgentAnswer.TooLong();
            }
            // the agent cannot be asked to tell when it is over
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
    }

    AgentAnswer setClock(HostConnection host, String machine, Instant now) throws LibvirtException {
        long start = System.nanoTime();
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        Reply set = ask(host, machine, "guest-set-time", Map.of("time", nanos), ANSWER_SECONDS);
        if (set instanceof Reply.Said) {
            return new AgentAnswer.Ended(0, "");
        }
        if (set instanceof Reply.Silent) {
            return asAnswer(set);
        }
        // it also complains when only the hardware clock could not be set, and it does not even try without a certain
        // program for that; so the system's own command is the second choice, and the time that it has then decides
        if (!isAbout(host, machine, now, start)) {
            long seconds =
                    now.plusNanos(System.nanoTime() - start).plusMillis(500).getEpochSecond();
            run(host, machine, List.of("/bin/date", "-u", "-s", "@" + seconds), new byte[0], CLOCK_PATIENCE);
            if (!isAbout(host, machine, now, start)) {
                return asAnswer(set);
            }
        }
        return new AgentAnswer.Ended(0, "");
    }

    private static boolean isAbout(HostConnection host, String machine, Instant now, long since)
            throws LibvirtException {
        Reply is = ask(host, machine, "guest-get-time", Map.of(), ANSWER_SECONDS);
        if (!(is instanceof Reply.Said(JsonNode nanos))) {
            return false;
        }
        Duration off =
                Duration.between(now.plusNanos(System.nanoTime() - since), Instant.EPOCH.plusNanos(nanos.asLong(0)));
        return off.abs().compareTo(CLOCK_TOLERANCE) < 0;
    }

    private sealed interface Reply {
        record Said(JsonNode what) implements Reply {}

        record Silent(String why) implements Reply {}

        record Refused(String why) implements Reply {}
    }

    private static AgentAnswer asAnswer(Reply reply) {
        return switch (reply) {
            case Reply.Said said -> new AgentAnswer.Refused("It gave an answer to something else.");
            case Reply.Silent(String why) -> new AgentAnswer.NoAgent(why);
            case Reply.Refused(String why) -> new AgentAnswer.Refused(why);
        };
    }

    private static Reply ask(
            HostConnection host, String machine, String command, Map<String, Object> arguments, int seconds)
            throws LibvirtException {
        String line = JSON.writeValueAsString(Map.of("execute", command, "arguments", arguments));
        try (Found<Domain> found = Found.machine(host, machine)) {
            if (found == null) {
                return new Reply.Silent("There is no machine %s on the host.".formatted(machine));
            }
            String said = found.it().qemuAgentCommand(line, seconds, 0);
            return said == null
                    ? new Reply.Silent("The agent said nothing.")
                    : new Reply.Said(JSON.readTree(said).path("return"));
        } catch (JacksonException e) {
            return new Reply.Refused("The agent said something that is not JSON.");
        } catch (LibvirtException e) {
            Reply reply = reply(e);
            if (reply == null || !host.isUsable()) {
                throw e;
            }
            return reply;
        }
    }

    private static @Nullable Reply reply(LibvirtException e) {
        ErrorNumber code = e.getError().getCode();
        String message = String.valueOf(e.getError().getMessage());
        return switch (code) {
            case VIR_ERR_AGENT_UNRESPONSIVE,
                    VIR_ERR_AGENT_UNSYNCED,
                    VIR_ERR_ARGUMENT_UNSUPPORTED,
                    VIR_ERR_CONFIG_UNSUPPORTED,
                    VIR_ERR_OPERATION_INVALID,
                    VIR_ERR_NO_SUPPORT,
                    VIR_ERR_NO_DOMAIN -> new Reply.Silent(message);
            case VIR_ERR_INTERNAL_ERROR -> new Reply.Refused(message);
            default -> null;
        };
    }

    private static String text(JsonNode status, String field) {
        try {
            byte[] bytes = Base64.getDecoder().decode(status.path(field).asString(""));
            return new String(bytes, 0, Math.min(bytes.length, LONGEST_OUTPUT), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
