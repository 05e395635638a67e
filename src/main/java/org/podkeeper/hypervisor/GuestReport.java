package org.podkeeper.hypervisor;

import java.util.Map;

/**
 * What a machine says of itself over its report channel, a virtio-serial port named {@value #CHANNEL}: one line of
 * {@code key=value} words, repeated every second or two. The seed tells the machine to do so at the end of its first
 * boot; no agent and no network are needed.
 *
 * @param values the words of the line
 */
public record GuestReport(Map<String, String> values) {
    public static final String CHANNEL = "org.podkeeper.report.0";

    public GuestReport {
        values = Map.copyOf(values);
    }
}
