package org.podkeeper.account;

/** Other people are in a team than before; published inside the transaction that changes it. */
public record TeamChanged(TeamId team) {}
