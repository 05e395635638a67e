package org.podkeeper.approval;

/** Somebody agreed or did not, or its time came first; published in the transaction that does it. */
public record ApprovalDecided(Approval approval) {}
