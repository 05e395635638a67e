package org.podkeeper.account;

/** Someone added or removed SSH keys; published inside the transaction that does it. */
public record SshKeysChanged(PersonId person) {}
