package org.podkeeper.provisioning;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingView;
import org.podkeeper.inventory.KvmHost;

/**
 * The access box: what to copy to get in.
 *
 * @param open whether all machines are handed over
 * @param begun whether they are not yet, and the jump host is: it lets people in, and to those that are, too
 * @param command one ssh line to the jump host, null while its address is not known
 * @param config an ssh_config for all machines, null likewise
 * @param knownHosts lines for known_hosts
 */
public record Access(
        boolean open,
        boolean begun,
        @Nullable String command,
        @Nullable String config,
        String knownHosts,
        List<MachineView> machines) {

    /** Works out the box of a booking; the REST API gives the same. */
    public static Access of(BookingView booking, DeploymentView deployment, KvmHost host, List<MachineView> machines) {
        MachineView jump =
                machines.stream().filter(MachineView::jumpHost).findFirst().orElse(null);
        String prefix = "pod" + booking.number() + "-";
        String knownHosts = machines.stream()
                .map(machine -> prefix + machine.hostName() + " " + machine.hostKey())
                .collect(Collectors.joining("\n"));
        boolean open = deployment.state() == DeploymentState.READY;
        if (jump == null || jump.accessAddress() == null) {
            return new Access(open, false, null, null, knownHosts, machines);
        }
        String via = host.accessVia() == null ? "" : "-J " + host.accessVia() + " ";
        return new Access(
                open,
                !open && jump.usable(),
                "ssh " + via + jump.login() + "@" + jump.accessAddress(),
                config(prefix, jump, host.accessVia(), machines),
                knownHosts,
                machines);
    }

    private static String config(
            String prefix, MachineView jump, @Nullable String accessVia, List<MachineView> machines) {
        var text = new StringBuilder();
        for (MachineView machine : machines) {
            boolean isJump = machine.equals(jump);
            String address = isJump
                    ? jump.accessAddress()
                    : machine.addresses().isEmpty()
                            ? machine.hostName()
                            : machine.addresses().getFirst().ip();
            String proxy = isJump ? accessVia : prefix + jump.hostName();
            text.append("Host ")
                    .append(prefix)
                    .append(machine.hostName())
                    .append('\n')
                    .append("    HostName ")
                    .append(address)
                    .append('\n')
                    .append("    User ")
                    .append(machine.login())
                    .append('\n')
                    .append("    HostKeyAlias ")
                    .append(prefix)
                    .append(machine.hostName())
                    .append('\n');
            if (proxy != null) {
                text.append("    ProxyJump ").append(proxy).append('\n');
            }
        }
        return text.toString();
    }
}
