package org.podkeeper.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The bell in the layout. Templates call it {@code @bell}; a page is shown even when nobody can count. */
@Component("bell")
class Bell {
    private static final Logger log = LoggerFactory.getLogger(Bell.class);

    private final ObjectProvider<UnreadMessages> messages;
    private final ObjectProvider<WaitingRequests> requests;

    Bell(ObjectProvider<UnreadMessages> messages, ObjectProvider<WaitingRequests> requests) {
        this.messages = messages;
        this.requests = requests;
    }

    /** Requests that wait for an answer of the reader. */
    public int requests() {
        try {
            WaitingRequests known = requests.getIfAvailable();
            return known == null ? 0 : known.forReader();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Nobody can count waiting requests at the moment", e);
            return 0;
        }
    }

    public int unread() {
        try {
            UnreadMessages known = messages.getIfAvailable();
            return known == null ? 0 : known.ofReader();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Nobody can count unread messages at the moment", e);
            return 0;
        }
    }
}
