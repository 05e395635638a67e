package org.podkeeper.approval;

import java.util.List;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;

/**
 * Somebody asks for more than their limits leave; published in the transaction that writes it down.
 *
 * @param deciders who may decide on it
 */
public record ApprovalAsked(Approval approval, Person by, List<PersonId> deciders) {
    public ApprovalAsked {
        deciders = List.copyOf(deciders);
    }
}
