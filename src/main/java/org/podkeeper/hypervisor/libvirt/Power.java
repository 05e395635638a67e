package org.podkeeper.hypervisor.libvirt;

import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.MachineState;

/** The buttons of the machines on one host. */
final class Power {
    void ensureRunning(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = found(host, name, "start")) {
            Domain domain = found.it();
            switch (stateOf(domain)) {
                case RUNNING -> {}
                case PAUSED -> resume(domain);
                case CRASHED -> {
                    off(domain);
                    start(domain);
                }
                case OFF, ABSENT -> start(domain);
            }
        }
    }

    void ensurePaused(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = found(host, name, "pause")) {
            Domain domain = found.it();
            switch (stateOf(domain)) {
                case PAUSED -> {}
                case RUNNING -> Racing.act(domain::suspend, () -> stateOf(domain) == MachineState.PAUSED);
                case CRASHED, OFF, ABSENT ->
                    throw new HostRefused("The machine %s is off, so it cannot be paused.".formatted(name));
            }
        }
    }

    void requestShutDown(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, name)) {
            if (found == null || found.it().isActive() != 1) {
                return;
            }
            Domain domain = found.it();
            if (stateOf(domain) == MachineState.PAUSED) {
                // it would not notice the button
                resume(domain);
            }
            Racing.act(() -> pressButton(host, name), () -> domain.isActive() == 0);
        }
    }

    /** The button of the machine's case: libvirt's own choice would wait for an agent that may not answer. */
    private static void pressButton(HostConnection host, String name) throws LibvirtException {
        NativeCalls.onMachine(
                host,
                name,
                domain -> NativeCalls.check(
                        VirtFunctions.LIBVIRT.virDomainShutdownFlags(domain, VirtFunctions.SHUTDOWN_ACPI)));
    }

    void cycle(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = found(host, name, "restart")) {
            Domain domain = found.it();
            switch (stateOf(domain)) {
                case RUNNING -> domain.reset();
                case PAUSED -> {
                    domain.reset();
                    resume(domain);
                }
                case CRASHED -> {
                    off(domain);
                    start(domain);
                }
                case OFF, ABSENT -> start(domain);
            }
        }
    }

    void ensureOff(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, name)) {
            if (found != null) {
                off(found.it());
            }
        }
    }

    static void off(Domain domain) throws LibvirtException {
        try {
            if (domain.isActive() == 1) {
                Racing.act(domain::destroy, () -> domain.isActive() == 0);
            }
        } catch (LibvirtException e) {
            if (!Codes.isAbsent(e)) {
                throw e;
            }
        }
    }

    static void start(Domain domain) throws LibvirtException {
        Racing.act(domain::create, () -> domain.isActive() == 1);
    }

    private static void resume(Domain domain) throws LibvirtException {
        Racing.act(domain::resume, () -> stateOf(domain) == MachineState.RUNNING);
    }

    private static Found<Domain> found(HostConnection host, String name, String verb) throws LibvirtException {
        Found<Domain> found = Found.machine(host, name);
        if (found == null) {
            throw new HostRefused("There is no machine %s on the host to %s.".formatted(name, verb));
        }
        return found;
    }

    MachineState stateOf(HostConnection host, String name) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, name)) {
            return found == null ? MachineState.ABSENT : stateOf(found.it());
        } catch (LibvirtException e) {
            if (Codes.isAbsent(e)) {
                return MachineState.ABSENT;
            }
            throw e;
        }
    }

    static MachineState stateOf(Domain domain) throws LibvirtException {
        return switch (domain.getInfo().state) {
            case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_SHUTDOWN, VIR_DOMAIN_NOSTATE ->
                MachineState.RUNNING;
            case VIR_DOMAIN_PAUSED, VIR_DOMAIN_PMSUSPENDED -> MachineState.PAUSED;
            case VIR_DOMAIN_SHUTOFF -> MachineState.OFF;
            case VIR_DOMAIN_CRASHED -> domain.isActive() == 1 ? MachineState.CRASHED : MachineState.OFF;
        };
    }
}
