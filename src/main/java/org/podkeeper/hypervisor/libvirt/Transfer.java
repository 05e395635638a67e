package org.podkeeper.hypervisor.libvirt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;
import org.libvirt.Stream;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.StateLost;

/** Moves bytes to and from files on the host over the libvirt connection. */
final class Transfer {
    /** What fits in one of libvirt's stream messages. */
    private static final int CHUNK = 256 * 1024 - 64;

    private Transfer() {}

    static void upload(HostConnection host, StoragePool pool, String name, byte[] content) throws LibvirtException {
        upload(host, pool, name, new ByteArrayInputStream(content), 0, content.length, done -> {});
    }

    /**
     * Writes into a file that exists.
     *
     * @param progress told how many bytes the host took so far
     */
    static void upload(
            HostConnection host,
            StoragePool pool,
            String name,
            InputStream content,
            long from,
            long size,
            LongConsumer progress)
            throws LibvirtException {
        try (Found<StorageVol> volume = volume(pool, name)) {
            Stream stream = host.streamNew(0);
            boolean finished = false;
            try {
                Storage.whenFree(() -> volume.it().upload(stream, from, size, 0));
                send(stream, content, progress);
                stream.finish();
                finished = true;
            } finally {
                if (!finished) {
                    stream.abort();
                }
                stream.free();
            }
        }
    }

    private static void send(Stream stream, InputStream content, LongConsumer progress) throws LibvirtException {
        byte[] buffer = new byte[CHUNK];
        long done = 0;
        try {
            for (int n; (n = content.read(buffer)) > 0; ) {
                for (int sent = 0; sent < n; ) {
                    int part = stream.send(sent == 0 && n == CHUNK ? buffer : Arrays.copyOfRange(buffer, sent, n));
                    if (part <= 0) {
                        throw new HostRefused("The host stopped taking the upload after %d bytes.".formatted(done));
                    }
                    sent += part;
                }
                done += n;
                progress.accept(done);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The portal cannot read the file that it is to upload", e);
        }
    }

    static byte[] download(HostConnection host, StoragePool pool, String name, int limit) throws LibvirtException {
        return download(host, pool, name, 0, limit);
    }

    /** @return less than was asked for when the file ends before */
    static byte[] download(HostConnection host, StoragePool pool, String name, long from, int limit)
            throws LibvirtException {
        ByteArrayOutputStream content = new ByteArrayOutputStream(limit);
        download(host, pool, name, from, limit, content, done -> {});
        return content.toByteArray();
    }

    /** @param limit how many bytes at most */
    static void download(
            HostConnection host,
            StoragePool pool,
            String name,
            long from,
            long limit,
            OutputStream to,
            LongConsumer progress)
            throws LibvirtException {
        try (Found<StorageVol> volume = volume(pool, name)) {
            Stream stream = host.streamNew(0);
            boolean finished = false;
            try {
                Storage.whenFree(() -> volume.it().download(stream, from, limit, 0));
                receive(stream, to, progress);
                stream.finish();
                finished = true;
            } finally {
                if (!finished) {
                    stream.abort();
                }
                stream.free();
            }
        }
    }

    private static void receive(Stream stream, OutputStream to, LongConsumer progress) throws LibvirtException {
        byte[] buffer = new byte[CHUNK];
        long done = 0;
        try {
            for (int n; (n = stream.receive(buffer)) > 0; ) {
                to.write(buffer, 0, n);
                done += n;
                progress.accept(done);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The portal cannot keep the file that it downloads", e);
        }
    }

    private static Found<StorageVol> volume(StoragePool pool, String name) throws LibvirtException {
        Found<StorageVol> known = Found.volume(pool, name);
        if (known != null) {
            return known;
        }
        // it may have come after libvirt looked last
        Storage.whenFree(() -> pool.refresh(0));
        Found<StorageVol> there = Found.volume(pool, name);
        if (there == null) {
            throw new StateLost("The file %s went away from the host.".formatted(name));
        }
        return there;
    }
}
