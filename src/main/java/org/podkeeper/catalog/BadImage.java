package org.podkeeper.catalog;

/** A file that must not become an image. The message is a sentence for people; trying again does not help. */
class BadImage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadImage(String message) {
        super(message);
    }
}
