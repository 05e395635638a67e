package org.podkeeper.catalog;

/** What a file of the portal's store is. */
public enum ImageKind {
    /** A disk that machines start from. */
    DISK("qcow2"),
    /** A CD, ISO 9660. */
    ISO("iso"),
    /** A disk that was kept when a booking ended. */
    KEPT("qcow2");

    private final String ending;

    ImageKind(String ending) {
        this.ending = ending;
    }

    /** How names of such files end, without the dot. */
    public String ending() {
        return ending;
    }
}
