package org.podkeeper.hypervisor;

/** What came of a command that a machine's guest agent was asked to run. */
public sealed interface AgentAnswer {
    /**
     * The command came to its end.
     *
     * @param output what it printed, errors included; at most 64 KiB of each, and what a machine says is for showing and
     *     comparing only
     */
    record Ended(int exitCode, String output) implements AgentAnswer {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** The machine has no agent, or none that answers now: absent, off, paused, still booting, not installed. */
    record NoAgent(String reason) implements AgentAnswer {}

    /** The agent answers, and will not: its configuration forbids it, or there is no such command. */
    record Refused(String reason) implements AgentAnswer {}

    /** The command began and had not ended in time; it may still run. */
    record TooLong() implements AgentAnswer {}
}
