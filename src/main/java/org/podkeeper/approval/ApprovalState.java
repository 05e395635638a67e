package org.podkeeper.approval;

/** The life of a request: it waits, and then one thing came of it. */
public enum ApprovalState {
    /** Waits for whoever may decide. Nothing is held for it. */
    ASKED,
    /** Somebody who may agreed, and it was done. */
    APPROVED,
    /** Somebody who may did not agree, and said why. */
    DENIED,
    /** Who asked does not want it any more. */
    WITHDRAWN,
    /** The time that it was for came before an answer. */
    EXPIRED;

    public boolean isOpen() {
        return this == ASKED;
    }
}
