package org.podkeeper.provisioning;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.SshKey;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.provisioning.DeploymentPlan.Machine;

/**
 * Makes a machine its owner's that goes on from a golden one: one script, run once inside by the guest agent. Keys,
 * machine-id, random numbers, clock and the address on the access network are its own afterwards.
 */
final class OwnIdentity {
    private static final String SCRIPT = GuestScript.read("own.sh");
    private static final List<String> SHELL = List.of("/bin/sh");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration AGENT = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final SecureRandom RANDOM = new SecureRandom();

    private OwnIdentity() {}

    /**
     * @param macWas the golden machine's hardware address on the access network, null for nodes
     * @throws MachineSilent when the machine did not do it
     */
    static void give(
            PodPlan plan,
            Machine machine,
            @Nullable String macWas,
            Hypervisor host,
            Clock clock,
            Runnable checkWanted) {
        HostKey key = Objects.requireNonNull(machine.hostKey());
        var words = new LinkedHashMap<String, String>();
        words.put("login", machine.image().login());
        words.put("gecos", plan.ownerName().replaceAll("[:\\p{Cntrl}]", " "));
        words.put("keys", plan.keys().stream().map(SshKey::line).collect(Collectors.joining("\n")));
        words.put("host_key", Objects.requireNonNull(key.privateKey()).strip());
        words.put("host_key_public", key.publicKey());
        words.put("machine_id", random(16));
        words.put("entropy", random(64));
        words.put("mac_was", macWas == null ? "" : macWas);
        words.put("mac", macWas == null ? "" : Objects.requireNonNull(machine.accessMac()));
        words.put("reporter_path", CloudConfig.REPORTER);
        words.put("reporter", new CloudConfig(plan, machine).reporter());
        words.put("check", "");
        Instant giveUp = clock.instant().plus(AGENT);
        while (true) {
            // the second that will have begun when the script reads it, as likely as not
            words.put("now", String.valueOf(clock.instant().plusMillis(500).getEpochSecond()));
            AgentAnswer answer = host.agentRun(machine.domain(), SHELL, input(words), LIMIT);
            if (!(answer instanceof AgentAnswer.NoAgent) || clock.instant().isAfter(giveUp)) {
                must(machine, answer);
                return;
            }
            checkWanted.run();
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** Whether the machine could be made somebody's own, once its first boot has come to its end. */
    static void check(Machine machine, Hypervisor host, Duration firstBoot) {
        Map<String, String> words = Map.of("login", machine.image().login(), "check", "yes");
        must(machine, host.agentRun(machine.domain(), SHELL, input(words), firstBoot));
    }

    /** @throws MachineSilent when there is none */
    static void awaitAgent(Machine machine, Hypervisor host, Duration limit, Clock clock, Runnable checkWanted) {
        if (!agentAnswers(machine, host, limit, clock, checkWanted)) {
            throw new MachineSilent("%s has no QEMU guest agent that answers. The image %s needs one for that."
                    .formatted(machine.hostName(), machine.image().name()));
        }
    }

    /**
     * Waits for its guest agent.
     *
     * @param limit how long
     * @param check run again and again meanwhile; what it throws ends the waiting
     * @return whether it answers
     */
    static boolean agentAnswers(Machine machine, Hypervisor host, Duration limit, Clock clock, Runnable check) {
        Instant giveUp = clock.instant().plus(limit);
        while (!host.agentAnswers(machine.domain())) {
            check.run();
            if (clock.instant().isAfter(giveUp)) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }

    private static void must(Machine machine, AgentAnswer answer) {
        String why = switch (answer) {
            case AgentAnswer.Ended ended when ended.succeeded() -> null;
            case AgentAnswer.Ended ended -> "says: " + GuestScript.lastLine(ended.output());
            case AgentAnswer.NoAgent none -> "has no QEMU guest agent that answers: " + none.reason();
            case AgentAnswer.Refused refused -> "has a QEMU guest agent that refuses: " + refused.reason();
            case AgentAnswer.TooLong tooLong -> "has not become its owner's own in time.";
        };
        if (why != null) {
            throw new MachineSilent(machine.hostName() + " " + why);
        }
    }

    private static byte[] input(Map<String, String> words) {
        var text = new StringBuilder();
        words.forEach((name, value) -> text.append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        return text.append(SCRIPT).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String random(int bytes) {
        byte[] some = new byte[bytes];
        RANDOM.nextBytes(some);
        return HexFormat.of().formatHex(some);
    }
}
