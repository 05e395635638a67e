package org.podkeeper.account;

import java.time.Instant;
import java.util.UUID;

/**
 * A named SSH public key of a person.
 *
 * @param line type and base64 body as in {@code authorized_keys}, without options and without comment
 * @param fingerprint {@code SHA256:…} as {@code ssh-keygen -l} prints it
 */
public record SshKey(UUID id, String name, String type, String line, String fingerprint, Instant added) {}
