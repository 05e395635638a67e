package org.podkeeper.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4SubnetTest {
    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "0.0.0.0/0", "192.168.150.0/24", "192.168.150.7", "255.255.255.255/32"})
    void readsSubnetsAndSingleAddresses(String text) {
        assertThat(Ipv4Subnet.read(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.1/8",
                "10.0.0",
                "10.0.0.0/33",
                "256.1.1.1",
                "010.0.0.0/8",
                "::1/128",
                "10.0.0.0/",
                "a"
            })
    void refusesWhatIsNotOneOrHasHostBits(String text) {
        assertThat(Ipv4Subnet.read(text)).isEmpty();
    }

    @Test
    void knowsWhatLiesInside() {
        Ipv4Subnet subnet = Ipv4Subnet.parse("192.168.150.0/24");
        assertThat(subnet.contains(Ipv4Subnet.parse("192.168.150.255"))).isTrue();
        assertThat(subnet.contains(Ipv4Subnet.parse("192.168.151.0"))).isFalse();
        assertThat(subnet.contains(Ipv4Subnet.parse("192.168.0.0/16"))).isFalse();
        assertThat(Ipv4Subnet.parse("0.0.0.0/0").contains(Ipv4Subnet.parse("9.9.9.9")))
                .isTrue();
    }

    @Test
    void knowsOverlaps() {
        assertThat(Ipv4Subnet.parse("10.0.0.0/8").overlaps(Ipv4Subnet.parse("10.9.0.0/16")))
                .isTrue();
        assertThat(Ipv4Subnet.parse("10.9.0.0/16").overlaps(Ipv4Subnet.parse("10.0.0.0/8")))
                .isTrue();
        assertThat(Ipv4Subnet.parse("10.0.0.0/16").overlaps(Ipv4Subnet.parse("10.1.0.0/16")))
                .isFalse();
    }

    @Test
    void tellsPrivateOnesFromOthers() {
        assertThat(Ipv4Subnet.parse("172.31.0.0/16").isPrivate()).isTrue();
        assertThat(Ipv4Subnet.parse("172.32.0.0/16").isPrivate()).isFalse();
        assertThat(Ipv4Subnet.parse("192.0.0.0/8").isPrivate()).isFalse();
    }

    @Test
    void countsItsAddresses() {
        Ipv4Subnet subnet = Ipv4Subnet.parse("192.168.150.128/25");
        assertThat(subnet.size()).isEqualTo(128);
        assertThat(subnet.address(0)).isEqualTo("192.168.150.128");
        assertThat(subnet.address(127)).isEqualTo("192.168.150.255");
        assertThat(subnet.netmask()).isEqualTo("255.255.255.128");
        assertThat(subnet).hasToString("192.168.150.128/25");
        assertThat(Ipv4Subnet.parse("255.255.255.255")).hasToString("255.255.255.255/32");
        assertThatThrownBy(() -> subnet.address(128)).hasMessage("192.168.150.128/25 has no address number 128");
    }
}
