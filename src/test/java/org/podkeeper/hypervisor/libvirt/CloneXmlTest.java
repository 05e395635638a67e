package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.podkeeper.hypervisor.CannotClone;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineSpec.Guard;
import org.podkeeper.hypervisor.MachineSpec.Nic;
import org.w3c.dom.Element;

class CloneXmlTest {
    private static String machine(String name, int memoryMib, Nic... nics) {
        MachineSpec spec = new MachineSpec(
                name,
                "Machine " + name,
                1,
                memoryMib,
                List.of(name + ".qcow2"),
                name + ".iso",
                List.of(nics),
                true,
                Map.of("deployment", name));
        return DomainXml.of(spec, "/srv/disks", "digest-of-" + name);
    }

    private static Nic access(String network, int last) {
        return new Nic("52:54:00:00:00:0" + last, network, Guard.JUMP_HOST, null);
    }

    private static Nic inner(String network, int last) {
        return new Nic("52:54:00:00:01:0" + last, network, Guard.NONE, null);
    }

    @Test
    void takesOverWhoTheMachineIsAndNothingElse() {
        String frozen = machine("golden", 160, access("access", 1), inner("golden-net", 1));
        String wanted = machine("own", 160, access("other", 2), inner("own-net", 2));

        Element clone = Xml.parse(CloneXml.of(frozen, wanted));

        assertThat(CloneXml.of(frozen, wanted)).doesNotContain("golden");
        Element own = Xml.parse(wanted);
        assertThat(Xml.textAt(clone, "uuid")).isEqualTo(Xml.textAt(own, "uuid"));
        assertThat(Xml.text(Xml.first(clone, "metadata").orElseThrow()))
                .isEqualTo(Xml.text(Xml.first(own, "metadata").orElseThrow()));
        assertThat(Xml.all(clone, "devices/disk/source"))
                .extracting(source -> source.getAttribute("file"))
                .containsExactly("/srv/disks/own.qcow2", "/srv/disks/own.iso");
        assertThat(Xml.all(clone, "devices/interface/source"))
                .extracting(source -> source.getAttribute("network"))
                .containsExactly("other", "own-net");
        assertThat(CloneXml.inside(clone)).isEqualTo(CloneXml.inside(Xml.parse(frozen)));
    }

    @Test
    void unplugsOnlyWhereOthersAre() {
        String frozen = machine("golden", 160, access("access", 1), inner("golden-net", 1));

        Element clone = Xml.parse(CloneXml.of(frozen, frozen));

        assertThat(Xml.all(clone, "devices/interface").stream()
                        .map(card -> Xml.attributeAt(card, "link", "state").orElse("up")))
                .containsExactly("down", "up");
    }

    @Test
    void seesWhetherTheSystemInsideCouldTellTheDifference() {
        String small = CloneXml.inside(Xml.parse(machine("one", 160, inner("net", 1))));

        assertThat(CloneXml.inside(Xml.parse(machine("two", 160, inner("other", 2)))))
                .isEqualTo(small);
        assertThat(CloneXml.inside(Xml.parse(machine("one", 192, inner("net", 1)))))
                .isNotEqualTo(small);
    }

    @Test
    void refusesOtherDevices() {
        assertThatThrownBy(() -> CloneXml.of(machine("golden", 160, inner("net", 1)), machine("own", 160)))
                .isInstanceOf(CannotClone.class)
                .hasMessageContaining("network cards");
    }
}
