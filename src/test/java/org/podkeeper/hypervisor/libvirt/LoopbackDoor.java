package org.podkeeper.hypervisor.libvirt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port of this machine's loopback that leads to a port on the loopback of a network namespace. */
final class LoopbackDoor implements AutoCloseable {
    private final String namespace;
    private final int inside;
    private final ServerSocket door;

    LoopbackDoor(String namespace, int inside) throws IOException {
        this.namespace = namespace;
        this.inside = inside;
        this.door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("door to " + namespace).start(this::letIn);
    }

    int port() {
        return door.getLocalPort();
    }

    private void letIn() {
        while (!door.isClosed()) {
            try {
                Socket visitor = door.accept();
                Process way = new ProcessBuilder(
                                "ip", "netns", "exec", namespace, "busybox", "nc", "127.0.0.1", String.valueOf(inside))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                Thread.ofVirtual().start(() -> {
                    pass(visitor, way, true);
                    way.destroy();
                });
                Thread.ofVirtual().start(() -> {
                    pass(visitor, way, false);
                    close(visitor);
                });
            } catch (IOException e) {
                // the door was closed, or the visitor has gone already
            }
        }
    }

    private static void pass(Socket visitor, Process way, boolean inwards) {
        try {
            InputStream from = inwards ? visitor.getInputStream() : way.getInputStream();
            OutputStream to = inwards ? way.getOutputStream() : visitor.getOutputStream();
            byte[] some = new byte[16 * 1024];
            for (int n = from.read(some); n >= 0; n = from.read(some)) {
                to.write(some, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            // one end is closed: so is the other, by the caller
        }
    }

    private static void close(Socket visitor) {
        try {
            visitor.close();
        } catch (IOException e) {
            // closed it is
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
