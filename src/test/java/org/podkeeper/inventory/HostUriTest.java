package org.podkeeper.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostUriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "qemu:///system",
                "qemu:///system?socket=/run/libvirt/libvirt-sock",
                "qemu+unix:///system?socket=/tmp/a-b/libvirt-sock",
                "qemu+ssh://kvm1.example.org/system",
                "qemu+ssh://pod.keeper@kvm1.example.org:2222/system?keyfile=/etc/podkeeper/id&no_tty=1",
                "qemu+tls://10.1.2.3/system?pkipath=/etc/pki/podkeeper"
            })
    void opensTheFourKindsOfConnection(String uri) {
        assertThat(HostUri.read(uri)).isInstanceOf(HostUri.Reading.Good.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "test:///default",
                "xen:///system",
                "qemu:///session",
                "qemu:///embed?root=/tmp",
                "qemu://kvm1/system",
                "qemu+tcp://kvm1/system",
                "qemu+ext:///system?command=/bin/sh",
                "qemu+libssh2://kvm1/system",
                "qemu+ssh:///system",
                "qemu+tls:///system",
                "qemu+unix://kvm1/system",
                "qemu+tls://me@kvm1/system",
                "qemu+ssh://-oProxyCommand=x/system",
                "qemu+ssh://-x@kvm1/system",
                "qemu+ssh://kvm1:70000/system",
                "qemu+ssh://kvm1/system?command=/bin/sh",
                "qemu+ssh://kvm1/system?netcat=/bin/sh",
                "qemu+ssh://kvm1/system?proxy=netcat",
                "qemu+ssh://kvm1/system?no_verify=1",
                "qemu+ssh://kvm1/system?known_hosts=/etc/known",
                "qemu+ssh://kvm1/system?no_tty=0",
                "qemu+ssh://kvm1/system?keyfile=/etc/a&command=/bin/sh",
                "qemu+ssh://kvm1/system?keyfile=/etc/a;command=/bin/sh",
                "qemu+ssh://kvm1/system?keyfile=%2Fetc",
                "qemu+ssh://kvm1/system?keyfile=relative",
                "qemu+ssh://kvm1/system?keyfile=/etc/../root/id",
                "qemu+tls://kvm1/system?no_verify=1",
                "qemu+unix:///system?socket=/tmp/a b",
                "qemu:///system?",
                "qemu:///system#x",
                "qemu:///system\n"
            })
    void refusesWhateverElseLibvirtWouldTry(String uri) {
        assertThat(HostUri.read(uri)).isInstanceOf(HostUri.Reading.Bad.class);
    }

    @Test
    void saysWhichParameterItDoesNotPassOn() {
        assertThat(HostUri.read("qemu+ssh://kvm1/system?netcat=/bin/sh"))
                .isEqualTo(new HostUri.Reading.Bad(
                        Complaint.about("uri", "uri.parameter", "netcat", "qemu+ssh", "keyfile, no_tty")));
    }

    @Test
    void knowsTheMachineItNames() {
        assertThat(HostUri.read("qemu+ssh://root@kvm1.example.org/system"))
                .isEqualTo(new HostUri.Reading.Good(
                        new HostUri("qemu+ssh://root@kvm1.example.org/system", "kvm1.example.org")));
    }
}
