package org.podkeeper.provisioning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.podkeeper.account.SshKey;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.GuestReport;
import org.podkeeper.provisioning.AddressPlan.Address;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a machine is told at its first boot, in cloud-init's words. The files are JSON, which every YAML reader takes,
 * so that even a very small guest can read them.
 */
final class CloudConfig {
    static final String ACCESS_NIC = "access";
    static final String REPORTER = "/usr/local/sbin/podkeeper-report";
    private static final String REPORT = "trap '' HUP; " + REPORTER + " </dev/null >/dev/null 2>&1 &";
    /** There once all commands of the instance's first boot have run. */
    private static final String SET_UP = "/var/lib/cloud/instance/podkeeper-set-up";

    private static final String EVERY_BOOT = "/var/lib/cloud/scripts/per-boot/podkeeper-report";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PodPlan plan;
    private final Machine machine;

    CloudConfig(PodPlan plan, Machine machine) {
        this.plan = plan;
        this.machine = machine;
    }

    /** The files of the NoCloud seed. */
    Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        files.put("meta-data", metaData(machine));
        files.put("user-data", "#cloud-config\n" + json(userData()));
        files.put("network-config", json(networkConfig()));
        return files;
    }

    /** Which instance it is: the same one is not set up again. */
    static String metaData(Machine machine) {
        return json(Map.of("instance-id", machine.instance(), "local-hostname", machine.hostName()));
    }

    private Map<String, Object> userData() {
        var user = new LinkedHashMap<String, Object>();
        user.put("name", machine.image().login());
        user.put("gecos", plan.ownerName());
        user.put("sudo", "ALL=(ALL) NOPASSWD:ALL");
        user.put("lock_passwd", true);
        // a golden machine is nobody's, and cloud-init's schema allows no empty list
        if (!plan.keys().isEmpty()) {
            user.put(
                    "ssh_authorized_keys",
                    plan.keys().stream().map(SshKey::line).toList());
        }

        var data = new LinkedHashMap<String, Object>();
        data.put("hostname", machine.hostName());
        data.put("fqdn", machine.hostName());
        data.put("manage_etc_hosts", false);
        data.put("users", List.of(user));
        data.put("disable_root", true);
        data.put("ssh_pwauth", false);
        data.put("ssh_deletekeys", true);
        data.put("ssh_genkeytypes", List.of("ed25519"));
        if (machine.hostKey() != null) {
            data.put("ssh_keys", keysOf(machine.hostKey()));
        }
        data.put(
                "write_files",
                List.of(
                        file("/etc/hosts", "0644", hosts()),
                        file(REPORTER, "0755", reporter()),
                        file(EVERY_BOOT, "0755", """
                                #!/bin/sh
                                # A machine that starts again reports again; the first time it is not set up yet.
                                [ -e %s ] || exit 0
                                %s
                                """.formatted(SET_UP, REPORT))));
        data.put(
                "runcmd",
                List.of(
                        List.of(
                                "sh",
                                "-c",
                                "[ ! -x /bin/bash ] || ! command -v usermod >/dev/null || usermod -s /bin/bash "
                                        + machine.image().login()),
                        List.of("sh", "-c", ": > " + SET_UP + "; " + REPORT)));
        return merged(data, authorsPart());
    }

    private static Map<String, Object> keysOf(HostKey key) {
        return Map.of("ed25519_private", Objects.requireNonNull(key.privateKey()), "ed25519_public", key.publicKey());
    }

    private static Map<String, Object> file(String path, String permissions, String content) {
        return Map.of("path", path, "permissions", permissions, "content", content);
    }

    @SuppressWarnings("unchecked") // the catalog takes only mappings
    private Map<String, Object> authorsPart() {
        if (machine.cloudInit() == null || machine.cloudInit().isBlank()) {
            return Map.of();
        }
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(machine.cloudInit());
    }

    /** The author may add to lists and set what the portal does not; what the portal sets stays. */
    private static Map<String, Object> merged(Map<String, Object> ours, Map<String, Object> theirs) {
        var result = new LinkedHashMap<>(ours);
        theirs.forEach((key, value) -> result.merge(
                key,
                value,
                (mine, other) -> mine instanceof List<?> a && other instanceof List<?> b ? joined(key, a, b) : mine));
        return result;
    }

    /** The author's commands run before the machine reports that it is ready, everything else after ours. */
    private static List<Object> joined(String key, List<?> ours, List<?> theirs) {
        var list = new ArrayList<Object>(key.equals("runcmd") ? theirs : ours);
        list.addAll(key.equals("runcmd") ? ours : theirs);
        return list;
    }

    /** Every machine of the pod by its name and by name.network. */
    private String hosts() {
        var text = new StringBuilder("127.0.0.1 localhost\n127.0.1.1 ")
                .append(machine.hostName())
                .append("\n::1 localhost ip6-localhost\n");
        for (Machine other : plan.machines()) {
            List<Address> addresses = plan.addresses().of(other.node().name());
            for (int i = 0; i < addresses.size(); i++) {
                text.append(addresses.get(i).ip()).append(' ');
                if (i == 0) {
                    text.append(other.hostName()).append(' ');
                }
                text.append(other.hostName())
                        .append('.')
                        .append(addresses.get(i).network())
                        .append('\n');
            }
        }
        return text.toString();
    }

    private Map<String, Object> networkConfig() {
        var cards = new LinkedHashMap<String, Object>();
        var vlans = new LinkedHashMap<String, Object>();
        if (machine.accessMac() != null) {
            cards.put(
                    ACCESS_NIC,
                    Map.of("match", Map.of("macaddress", machine.accessMac()), "set-name", ACCESS_NIC, "dhcp4", true));
        }
        for (int i = 0; i < machine.node().nics().size(); i++) {
            Pod.Nic its = machine.node().nics().get(i);
            String nic = its.name();
            List<Address> addresses = plan.addresses().of(machine.node().name()).stream()
                    .filter(address -> address.nic().equals(nic))
                    .toList();
            var card = new LinkedHashMap<String, Object>();
            card.put("match", Map.of("macaddress", machine.mac(its)));
            card.put("set-name", nic);
            card.put("dhcp4", false);
            card.put("optional", true);
            card.put(
                    "addresses",
                    addresses.stream()
                            .filter(address -> address.vlan() == null)
                            .map(Address::cidr)
                            .toList());
            cards.put(nic, card);
            addresses.stream()
                    .filter(address -> address.vlan() != null)
                    .forEach(address -> vlans.put(
                            nic + "." + address.vlan(),
                            Map.of("id", address.vlan(), "link", nic, "addresses", List.of(address.cidr()))));
        }
        var network = new LinkedHashMap<String, Object>();
        network.put("version", 2);
        network.put("ethernets", cards);
        if (!vlans.isEmpty()) {
            network.put("vlans", vlans);
        }
        return network;
    }

    /**
     * Says that the machine is up, how many of the owner's keys are in place and which address the access card has: often
     * until all is said, then every second, soon every five, and in the end every minute, because whoever tries again what
     * failed may ask much later. A write waits for the portal to listen, so it is bounded. Mostly the shell's own commands,
     * because an emulated machine that is starting has no time to give.
     */
    String reporter() {
        var script = new StringBuilder("""
                #!/bin/sh
                # Tells the portal that this machine is up; begins after as many seconds as its argument says, if any.
                echo $$ > /run/podkeeper-report.pid
                [ $# = 0 ] || sleep "$1"
                login=%s
                port=/dev/virtio-ports/%s
                wanted=%d
                of=%s
                while IFS=: read -r name _ _ _ _ home _; do [ "$name" != "$login" ] || break; done < /etc/passwd
                ssh_listens() {
                  for table in /proc/net/tcp /proc/net/tcp6; do
                    [ -r $table ] || continue
                    while read -r _ local _ state _; do
                      case $local/$state in *:0016/0A) return 0 ;; esac
                    done < $table
                  done
                  return 1
                }
                round=0 complete=0
                while :; do
                  round=$((round + 1))
                  pause=0.3
                  ssh=down
                  ssh_listens && ssh=up
                  keys=0 all=
                  if [ -r "$home/.ssh/authorized_keys" ]; then
                    while read -r line || [ -n "$line" ]; do all="$all $line"; done < "$home/.ssh/authorized_keys"
                  fi
                """.formatted(
                machine.image().login(), GuestReport.CHANNEL, plan.keys().size(), machine.domain()));
        for (SshKey key : plan.keys()) {
            script.append("  case $all in *'")
                    .append(key.line().split(" ", -1)[1])
                    .append("'*) keys=$((keys + 1)) ;; esac\n");
        }
        script.append("  access=none\n");
        if (machine.accessMac() != null) {
            script.append("  set -- $(ip -4 -o addr show dev ")
                    .append(ACCESS_NIC)
                    .append(" 2>/dev/null)\n  access=${4%%/*}\n");
        }
        return script.append("""
                  read -r name < /proc/sys/kernel/hostname
                  timeout 2 sh -c "echo 'state=up ssh=$ssh keys=$keys host=$name access=$access of=$of' > $port" 2>/dev/null
                  # who listens has heard it soon; what comes after is for one that listens later
                  if [ "$ssh $keys" = "up $wanted" ] && [ -n "$access" ]; then
                    complete=$((complete + 1)) pause=1
                    [ $complete -lt 4 ] || pause=5
                  fi
                  [ $round -lt 1000 ] || pause=60 round=1000
                  sleep $pause || sleep 1
                done
                """).toString();
    }

    private static String json(Object value) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }
}
