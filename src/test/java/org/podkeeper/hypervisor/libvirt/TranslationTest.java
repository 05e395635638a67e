package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TranslationTest {
    @Test
    void aPathOnThePortalsMachineIsNobodysBusiness() {
        assertThat(Translation.inOwnWords(
                        "Failed to connect socket to '/srv/portal/kvm1/libvirt-sock': Connection refused"))
                .isEqualTo("libvirt does not listen there (Connection refused)");
    }

    @Test
    void aMissingProgramComesWithItsPackage() {
        assertThat(Translation.inOwnWords("Cannot check dnsmasq binary /usr/sbin/dnsmasq: No such file or directory."))
                .contains("package dnsmasq-base", "Cannot check dnsmasq binary");
    }

    @Test
    void everythingElseIsSaidAsLibvirtSaysIt() {
        assertThat(Translation.inOwnWords("cannot open file: No space left on device."))
                .isEqualTo("cannot open file: No space left on device");
    }
}
