package org.podkeeper.web;

/** Knows how many requests wait for an answer of the reader of the current page; whoever keeps the queue provides it. */
public interface WaitingRequests {
    /** 0 for who may not answer any. */
    int forReader();
}
