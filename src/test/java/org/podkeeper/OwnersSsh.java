package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.KvmHostForTests.Result;
import org.podkeeper.provisioning.MachineView;

/** SSH as the owner of a pod uses it: the key of the profile, the host keys of the booking page, through the jump host. */
final class OwnersSsh {
    private final Path home;
    private final Path key;

    /** @param home a directory for the key and what ssh keeps */
    OwnersSsh(Path home) throws IOException, InterruptedException {
        this.home = home;
        this.key = home.resolve("key");
        Process process = new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** The line for the profile. */
    String publicKey() throws IOException {
        return Files.readString(home.resolve("key.pub"));
    }

    /** Runs a command on a machine of a pod; it must succeed. */
    String run(KvmHostForTests host, List<MachineView> machines, MachineView machine, String command)
            throws IOException {
        Result result = host.exec("ssh", "-F", configFor(machines).toString(), machine.node(), command);
        assertThat(result.code())
                .as("ssh to %s: %s", machine.node(), result.output())
                .isZero();
        return result.output();
    }

    /** What comes of a command, which may fail. */
    Result tryToRun(KvmHostForTests host, List<MachineView> machines, MachineView machine, String command)
            throws IOException {
        return host.exec("ssh", "-F", configFor(machines).toString(), machine.node(), command);
    }

    private Path configFor(List<MachineView> machines) throws IOException {
        MachineView jump =
                machines.stream().filter(MachineView::jumpHost).findFirst().orElseThrow();
        Path directory = Files.createDirectories(
                home.resolve(jump.fingerprint().replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT)));
        Path config = directory.resolve("config");
        var text = new StringBuilder("""
                Host *
                  IdentityFile %s
                  UserKnownHostsFile %s
                  StrictHostKeyChecking yes
                  BatchMode yes
                  ConnectTimeout 60
                  User pod
                """.formatted(key, directory.resolve("known_hosts")));
        var known = new StringBuilder();
        for (MachineView each : machines) {
            String address = each.jumpHost()
                    ? String.valueOf(each.accessAddress())
                    : each.addresses().getFirst().ip();
            text.append("Host %s\n  HostName %s\n  HostKeyAlias %s\n".formatted(each.node(), address, each.node()));
            if (!each.jumpHost()) {
                text.append("  ProxyCommand ssh -F %s -W %%h:%%p %s\n".formatted(config, jump.node()));
            }
            known.append(each.node()).append(' ').append(each.hostKey()).append('\n');
        }
        Files.writeString(config, text);
        Files.writeString(directory.resolve("known_hosts"), known);
        return config;
    }
}
