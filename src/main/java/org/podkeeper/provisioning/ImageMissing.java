package org.podkeeper.provisioning;

/** The portal has lost an image that the Config asks for. The message is a sentence for people. */
class ImageMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImageMissing(String message) {
        super(message);
    }
}
