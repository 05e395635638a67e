package org.podkeeper.hypervisor.libvirt;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.podkeeper.hypervisor.GuestReport;
import org.podkeeper.hypervisor.MachineSpec;

/**
 * The machine as libvirt wants it described. Few devices: each costs time in the firmware and the guest's kernel, which
 * under emulation is seconds.
 */
final class DomainXml {
    static final String NAMESPACE = "https://podkeeper.org/xmlns/machine/1";
    static final String AGENT_CHANNEL = "org.qemu.guest_agent.0";

    private final MachineSpec machine;
    private final String diskDirectory;
    private final String digest;

    private DomainXml(MachineSpec machine, String diskDirectory, String digest) {
        this.machine = machine;
        this.diskDirectory = diskDirectory;
        this.digest = digest;
    }

    /** @param digest names the specification, so that another portal can tell whether it is the same */
    static String of(MachineSpec machine, String diskDirectory, String digest) {
        return Xml.document("domain", new DomainXml(machine, diskDirectory, digest)::write);
    }

    private void write(Xml x) {
        boolean emulated = machine.emulated();
        x.attributes("type", emulated ? "qemu" : "kvm");
        x.text("name", machine.name());
        x.text("uuid", StableUuid.of("machine", machine.name()));
        // libvirt refuses a title of several lines
        x.text("title", machine.title().strip().replaceAll("\\s+", " "));
        x.element("metadata", this::metadata);
        x.element("memory", m -> m.attributes("unit", "MiB").characters(machine.memoryMib()));
        x.element("vcpu", v -> v.attributes("placement", "static").characters(machine.vcpus()));
        scheduling(x);
        x.element("os", os -> {
            // the older board has fewer bridges to walk through; under KVM that does not matter, and some
            // distributions' QEMU has only the newer one
            os.element(
                    "type",
                    t -> t.attributes("arch", "x86_64", "machine", emulated ? "pc" : "q35")
                            .characters("hvm"));
        });
        x.element("features", f -> f.empty("acpi").empty("apic"));
        cpu(x);
        clock(x);
        x.text("on_poweroff", "destroy");
        x.text("on_reboot", "restart");
        x.text("on_crash", "destroy");
        x.element("pm", pm -> pm.empty("suspend-to-mem", "enabled", "no").empty("suspend-to-disk", "enabled", "no"));
        x.element("devices", this::devices);
    }

    private void metadata(Xml x) {
        x.foreign("podkeeper", "machine", NAMESPACE, m -> {
            m.attributes("digest", digest);
            Map<String, String> sorted = new TreeMap<>(machine.metadata());
            sorted.forEach((key, value) -> m.foreignText("podkeeper", "belongs", NAMESPACE, key, value));
        });
    }

    private void cpu(Xml x) {
        if (!machine.emulated()) {
            x.empty("cpu", "mode", "host-passthrough", "check", "none", "migratable", "on");
            return;
        }
        // all that the emulator can, because current distributions want more than its default model has; without
        // five-level page tables, which make every emulated memory access slower
        x.element("cpu", cpu -> {
            cpu.attributes("mode", "maximum", "check", "none");
            cpu.empty("feature", "policy", "disable", "name", "la57");
        });
    }

    /**
     * Emulators live on their processor's caches, so nobody interrupts them as soon as there is something else to do: twelve
     * that woke up together on two processors had done in 19.5 s what took them 23 s before (medians of eight).
     */
    private void scheduling(Xml x) {
        if (machine.emulated()) {
            x.element("cputune", tune -> {
                tune.empty("vcpusched", "vcpus", "0-" + (machine.vcpus() - 1), "scheduler", "batch");
                tune.empty("emulatorsched", "scheduler", "batch");
            });
        }
    }

    private void clock(Xml x) {
        x.element("clock", clock -> {
            clock.attributes("offset", "utc");
            clock.empty("timer", "name", "rtc", "tickpolicy", "catchup");
            clock.empty("timer", "name", "pit", "tickpolicy", "delay");
            // the older timer has to be wound up every 27 ms: an idle emulated guest takes four times as much with it;
            // under KVM guests have better ones than both
            clock.empty("timer", "name", "hpet", "present", machine.emulated() ? "yes" : "no");
        });
    }

    private void devices(Xml x) {
        int index = 0;
        for (String disk : machine.disks()) {
            disk(x, disk, index++);
        }
        seed(x, "vd" + (char) ('a' + index));
        x.empty("controller", "type", "usb", "model", "none");
        machine.nics().forEach(nic -> nic(x, nic));
        x.element("serial", serial -> {
            serial.attributes("type", "pty");
            serial.empty("target", "port", 0);
        });
        x.element("console", console -> {
            console.attributes("type", "pty");
            console.empty("target", "type", "serial", "port", 0);
        });
        channel(x, GuestReport.CHANNEL);
        channel(x, AGENT_CHANNEL);
        x.empty("memballoon", "model", "virtio");
        x.element("rng", rng -> {
            rng.attributes("model", "virtio");
            rng.element(
                    "backend", backend -> backend.attributes("model", "random").characters("/dev/urandom"));
        });
    }

    private void disk(Xml x, String file, int index) {
        x.element("disk", disk -> {
            disk.attributes("type", "file", "device", "disk");
            disk.empty("driver", "name", "qemu", "type", "qcow2", "cache", "writeback", "discard", "unmap");
            disk.empty("source", "file", path(file));
            disk.empty("target", "dev", "vd" + (char) ('a' + index), "bus", "virtio");
            if (index == 0) {
                // by device, so that a medium can be the second
                disk.empty("boot", "order", 1);
            }
        });
    }

    /**
     * A disk rather than a drive: guests find the seed by its label, the driver is there for the other disks anyway, and
     * a SCSI bus to look through costs an emulated guest two seconds.
     */
    private void seed(Xml x, String target) {
        x.element("disk", disk -> {
            disk.attributes("type", "file", "device", "disk");
            disk.empty("driver", "name", "qemu", "type", "raw");
            disk.empty("source", "file", path(machine.seed()));
            disk.empty("target", "dev", target, "bus", "virtio");
            disk.empty("readonly");
        });
    }

    private void nic(Xml x, MachineSpec.Nic nic) {
        x.element("interface", card -> {
            card.attributes("type", "network");
            card.empty("mac", "address", nic.mac());
            card.empty("source", "network", nic.network());
            card.empty("model", "type", "virtio");
            // no network boot: the firmware would try it card by card
            card.empty("rom", "enabled", "no");
            switch (nic.guard()) {
                case NONE -> {}
                case JUMP_HOST -> {
                    card.element("filterref", filter -> {
                        filter.attributes("filter", FilterXml.nameFor(nic.network()));
                        if (nic.address() == null) {
                            filter.empty("parameter", "name", "CTRL_IP_LEARNING", "value", "dhcp");
                        } else {
                            filter.empty("parameter", "name", "IP", "value", nic.address());
                        }
                    });
                    card.empty("port", "isolated", "yes");
                }
            }
        });
    }

    private static void channel(Xml x, String name) {
        x.element("channel", channel -> {
            channel.attributes("type", "unix");
            channel.empty("source", "mode", "bind");
            channel.empty("target", "type", "virtio", "name", name);
        });
    }

    private String path(String file) {
        return Path.of(diskDirectory, file).toString();
    }
}
