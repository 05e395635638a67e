package org.podkeeper.hypervisor.libvirt;

import java.time.Duration;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.ConnectionPointer;

/** A connection that also gives its native handle to the calls which libvirt-java does not bind. */
final class HostConnection extends Connect {
    private static final int SILENT_ROUNDS = 3;

    private HostConnection(String uri) throws LibvirtException {
        super(uri);
    }

    /** Blocks for as long as libvirt likes: for a thread that nobody waits on without a limit. */
    static HostConnection open(String uri, Duration keepAlive) throws LibvirtException {
        LibvirtRuntime.start();
        HostConnection connection = new HostConnection(HostName.unattended(uri));
        try {
            connection.setKeepAlive((int) keepAlive.toSeconds(), SILENT_ROUNDS);
        } catch (LibvirtException e) {
            // drivers inside this process have nothing to keep alive
            if (!Codes.isUnsupported(e)) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    ConnectionPointer handle() {
        return vcp;
    }

    boolean isUsable() {
        try {
            return isAlive();
        } catch (LibvirtException e) {
            return false;
        }
    }
}
