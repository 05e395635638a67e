package org.podkeeper.catalog;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.util.unit.DataSize;

/** A file that does not grow beyond a size. */
class BoundedFile extends FilterOutputStream {
    private final DataSize most;
    private long written;

    BoundedFile(OutputStream out, DataSize most) {
        super(out);
        this.most = most;
    }

    @Override
    public void write(int one) throws IOException {
        count(1);
        out.write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        count(length);
        out.write(bytes, from, length);
    }

    private void count(int length) {
        written += length;
        if (written > most.toBytes()) {
            throw new BadImage(
                    "The image is larger than " + most.toGigabytes() + " GiB, the most that this portal keeps.");
        }
    }
}
