package org.podkeeper.account;

/**
 * Someone whose password was right, now or earlier in this session.
 *
 * @param generation goes up when all sessions of this person must end; a session of an older generation is void
 * @param mustChangePassword whether the password was given by somebody else and is to be replaced first of all
 */
public record SignedIn(Person person, int generation, boolean mustChangePassword) {}
