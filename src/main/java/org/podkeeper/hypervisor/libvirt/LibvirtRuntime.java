package org.podkeeper.hypervisor.libvirt;

import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt.VirErrorCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of libvirt that exist once per process: its event loop and its error callback. */
final class LibvirtRuntime {
    private static final Logger log = LoggerFactory.getLogger(LibvirtRuntime.class);

    /** Kept here because libvirt holds only a native pointer to it. Errors reach us as exceptions; stderr needs none. */
    private static final VirErrorCallback SILENT = (context, error) -> {};

    private static boolean started;

    private LibvirtRuntime() {}

    /** To be called before any connection is made: connections register themselves with the loop. */
    static synchronized void start() {
        if (started) {
            return;
        }
        try {
            Connect.setErrorCallback(SILENT);
            Library.initEventLoop();
        } catch (LibvirtException e) {
            throw new IllegalStateException("libvirt's event loop cannot be started", e);
        }
        Thread.ofPlatform().daemon().name("libvirt-events").start(LibvirtRuntime::turn);
        started = true;
    }

    private static void turn() {
        while (true) {
            try {
                Library.runEventLoop();
            } catch (LibvirtException e) {
                log.warn("libvirt's event loop stumbled", e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
