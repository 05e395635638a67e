package org.podkeeper.web;

/** Knows how many messages the reader of the current page has not read; whoever keeps inboxes provides it. */
public interface UnreadMessages {
    /** 0 for strangers. */
    int ofReader();
}
