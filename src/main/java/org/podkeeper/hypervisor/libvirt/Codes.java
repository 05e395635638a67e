package org.podkeeper.hypervisor.libvirt;

import java.util.EnumSet;
import java.util.Set;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** Which of libvirt's error codes mean what to us. */
final class Codes {
    /** The only codes that are read as "it is not there". */
    private static final Set<ErrorNumber> ABSENT = EnumSet.of(
            ErrorNumber.VIR_ERR_NO_DOMAIN,
            ErrorNumber.VIR_ERR_NO_DOMAIN_SNAPSHOT,
            ErrorNumber.VIR_ERR_NO_NETWORK,
            ErrorNumber.VIR_ERR_NO_STORAGE_POOL,
            ErrorNumber.VIR_ERR_NO_STORAGE_VOL,
            ErrorNumber.VIR_ERR_NO_NWFILTER);

    private Codes() {}

    static boolean isAbsent(LibvirtException e) {
        return ABSENT.contains(e.getError().getCode());
    }

    static boolean isUnsupported(LibvirtException e) {
        return e.getError().getCode() == ErrorNumber.VIR_ERR_NO_SUPPORT;
    }

    /** Nobody listens, nobody answers, or the answer came too late. */
    static boolean isSilence(LibvirtException e) {
        return switch (e.getError().getCode()) {
            case VIR_ERR_RPC, VIR_ERR_OPERATION_TIMEOUT, VIR_ERR_RESOURCE_BUSY -> true;
            default -> false;
        };
    }

    /** While connecting: what trying again cannot change. */
    static boolean isWrongAddress(LibvirtException e) {
        return switch (e.getError().getCode()) {
            case VIR_ERR_NO_CONNECT,
                    VIR_ERR_INVALID_CONN,
                    VIR_ERR_INVALID_ARG,
                    VIR_ERR_NO_SUPPORT,
                    VIR_ERR_CONFIG_UNSUPPORTED,
                    VIR_ERR_AUTH_FAILED,
                    VIR_ERR_AUTH_CANCELLED,
                    VIR_ERR_AUTH_UNAVAILABLE,
                    VIR_ERR_ACCESS_DENIED -> true;
            default -> false;
        };
    }

    /** The pool works on something of its own for a moment, such as the look round it takes after every upload. */
    static boolean isPoolBusy(LibvirtException e) {
        String message = String.valueOf(e.getError().getMessage());
        return message.contains("asynchronous jobs running")
                || message.contains("is still in use")
                || message.contains("is still being allocated");
    }
}
