package org.podkeeper.provisioning;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.SshKey;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.Hypervisor;

/**
 * The one way in which the keys of a machine that runs become those that should open it: one script, run inside by the
 * guest agent. Open SSH connections stay open.
 */
final class KeysInMachine {
    private static final String SCRIPT = GuestScript.read("keys.sh");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private KeysInMachine() {}

    /**
     * Makes these keys, and no other that the portal gave it, open the machine.
     *
     * @param given lines of all keys that the machine was ever given; others that people put there stay
     * @return whether it did, or why not: a machine that is off, boots, or has no agent is {@link AgentAnswer.NoAgent}
     * @throws org.podkeeper.hypervisor.HostUnreachable when nobody knows; it may be repeated
     */
    static AgentAnswer put(Hypervisor host, String domain, String login, List<SshKey> keys, Collection<String> given) {
        List<String> lines = keys.stream().map(SshKey::line).distinct().toList();
        String known = Stream.concat(lines.stream(), given.stream())
                .map(line -> line.split(" ", -1)[1])
                .distinct()
                .collect(Collectors.joining(" "));
        String input =
                "login='%s'\nkeys='%s'\nknown='%s'\n%s".formatted(login, String.join("\n", lines), known, SCRIPT);
        return host.agentRun(domain, List.of("/bin/sh"), input.getBytes(StandardCharsets.UTF_8), LIMIT);
    }

    /** Why a machine did not take its keys, as a sentence's end; null when it did. */
    static @Nullable String complaint(AgentAnswer answer) {
        return switch (answer) {
            case AgentAnswer.Ended ended when ended.succeeded() -> null;
            case AgentAnswer.Ended ended -> "says: " + GuestScript.lastLine(ended.output());
            case AgentAnswer.NoAgent none -> "has no QEMU guest agent that answers";
            case AgentAnswer.Refused refused -> "has a QEMU guest agent that refuses: " + refused.reason();
            case AgentAnswer.TooLong tooLong -> "did not take them in time";
        };
    }
}
