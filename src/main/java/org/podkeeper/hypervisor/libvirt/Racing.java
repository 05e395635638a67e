package org.podkeeper.hypervisor.libvirt;

import org.libvirt.LibvirtException;

/** Looking and acting are two calls, and somebody else may act in between. */
final class Racing {
    private Racing() {}

    /** Something to do or to see on the host. */
    interface Act {
        void run() throws LibvirtException;
    }

    /** Something to see on the host. */
    interface Look {
        boolean isSo() throws LibvirtException;
    }

    /** Acts; a failure does not count when, looked at again, everything is as wanted or the thing is gone. */
    static void act(Act act, Look asWanted) throws LibvirtException {
        try {
            act.run();
        } catch (LibvirtException e) {
            if (!isSoNow(asWanted, e)) {
                throw e;
            }
        }
    }

    /** Looks and acts anew after a failure, a few times: what somebody else did meanwhile is seen then. */
    static void lookAndAct(Act lookAndAct) throws LibvirtException {
        for (int again = 2; ; again--) {
            try {
                lookAndAct.run();
                return;
            } catch (LibvirtException e) {
                if (again == 0) {
                    throw e;
                }
            }
        }
    }

    private static boolean isSoNow(Look asWanted, LibvirtException cause) throws LibvirtException {
        try {
            return asWanted.isSo();
        } catch (LibvirtException again) {
            cause.addSuppressed(again);
            throw cause;
        }
    }
}
