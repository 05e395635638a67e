package org.podkeeper.approval;

import org.podkeeper.account.Person;

/** Somebody asks for more than their limits leave; published in the transaction that writes it down. */
public record ApprovalAsked(Approval approval, Person by) {}
