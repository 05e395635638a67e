package org.podkeeper.catalog;

/** A file that came from a host and must not become an image. The message is a sentence for people. */
public class BadImageFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadImageFile(String message) {
        super(message);
    }
}
