package org.podkeeper.booking;

import java.time.Instant;
import org.podkeeper.account.PersonId;

/**
 * Somebody who may do something with a booking that is another's.
 *
 * @param addedBy user name of who said so
 */
public record Collaborator(PersonId person, Grade grade, String addedBy, Instant addedAt) {}
