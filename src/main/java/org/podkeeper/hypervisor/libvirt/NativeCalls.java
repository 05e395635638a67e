package org.podkeeper.hypervisor.libvirt;

import com.sun.jna.Pointer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import org.libvirt.ErrorHandler;
import org.libvirt.LibvirtException;
import org.podkeeper.hypervisor.HostRefused;

/** Makes the errors of {@link VirtFunctions} the same exceptions that libvirt-java throws for its own calls. */
final class NativeCalls {
    /** Libvirt-java reads libvirt's last error of this thread here, but only for itself. */
    private static final MethodHandle LAST_ERROR = lastError();

    private NativeCalls() {}

    private static MethodHandle lastError() {
        try {
            return MethodHandles.privateLookupIn(ErrorHandler.class, MethodHandles.lookup())
                    .findStatic(ErrorHandler.class, "processError", MethodType.methodType(int.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** @param result of a call that says -1 for an error */
    static int check(int result) throws LibvirtException {
        if (result < 0) {
            throwLastError();
        }
        return result;
    }

    /** @param result of a call that says null for an error */
    static Pointer check(@Nullable Pointer result) throws LibvirtException {
        if (result == null) {
            throwLastError();
            throw new HostRefused("The host gave neither an answer nor a reason.");
        }
        return result;
    }

    private static void throwLastError() throws LibvirtException {
        try {
            int ignored = (int) LAST_ERROR.invokeExact(-1);
        } catch (LibvirtException | RuntimeException | java.lang.Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        throw new HostRefused("The host gave neither an answer nor a reason.");
    }

    /** Something to do with a machine by calls that libvirt-java does not bind. */
    interface OnMachine<T extends @Nullable Object> {
        T apply(Pointer domain) throws LibvirtException;
    }

    static <T extends @Nullable Object> T onMachine(HostConnection host, String name, OnMachine<T> what)
            throws LibvirtException {
        Pointer domain = check(VirtFunctions.LIBVIRT.virDomainLookupByName(host.handle(), name));
        try {
            return what.apply(domain);
        } finally {
            VirtFunctions.LIBVIRT.virDomainFree(domain);
        }
    }
}
