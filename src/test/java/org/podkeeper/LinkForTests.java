package org.podkeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A cable between the portal and a host's libvirt that can be cut: then nothing comes through in either direction and
 * nobody is told, as when a switch loses its power. Plugged in again, what was on its way arrives.
 */
final class LinkForTests implements AutoCloseable {
    private final Path host;
    private final Path socket;
    private final ServerSocketChannel door;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition pluggedIn = lock.newCondition();
    private boolean cut;

    /** @param host the libvirt socket that it leads to */
    LinkForTests(Path host) throws IOException {
        this.host = host;
        this.socket = Files.createTempDirectory("podkeeper-link-").resolve("libvirt-sock");
        door = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::letIn);
    }

    /** To connect with. */
    String uri() {
        return "qemu+unix:///system?socket=" + socket;
    }

    void cut() {
        set(true);
    }

    void plugIn() {
        set(false);
    }

    private void set(boolean now) {
        lock.lock();
        try {
            cut = now;
            pluggedIn.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void letIn() {
        while (door.isOpen()) {
            try {
                SocketChannel portal = door.accept();
                Thread.ofVirtual().start(() -> connect(portal));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void connect(SocketChannel portal) {
        try {
            pass();
            SocketChannel libvirt = SocketChannel.open(UnixDomainSocketAddress.of(host));
            Thread.ofVirtual().start(() -> carry(portal, libvirt));
            carry(libvirt, portal);
        } catch (IOException e) {
            close(portal);
        }
    }

    private void carry(SocketChannel from, SocketChannel to) {
        ByteBuffer some = ByteBuffer.allocate(64 * 1024);
        try (from;
                to) {
            while (from.read(some) >= 0) {
                pass();
                some.flip();
                while (some.hasRemaining()) {
                    to.write(some);
                }
                some.clear();
            }
            pass();
        } catch (IOException e) {
            // one end is closed: so is the other
        }
    }

    private void pass() {
        lock.lock();
        try {
            while (cut) {
                pluggedIn.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        plugIn();
        door.close();
        Files.deleteIfExists(socket);
        Files.deleteIfExists(socket.getParent());
    }
}
