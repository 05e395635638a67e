package org.podkeeper.web;

import java.util.List;

/** Knows what is announced to the reader of the current page; whoever keeps announcements provides it. */
public interface Notices {
    /** The most urgent first; to strangers, too. */
    List<Notice> ofReader();
}
