package org.podkeeper.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTest {
    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "0.0.0.0/0", "192.168.150.0/24", "192.168.150.7", "255.255.255.255/32"})
    void readsSubnetsAndSingleAddresses(String text) {
        assertThat(Subnet.read(text)).isPresent();
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
        assertThat(Subnet.read(text)).isEmpty();
    }

    @Test
    void knowsWhatLiesInside() {
        Subnet subnet = Subnet.parse("192.168.150.0/24");
        assertThat(subnet.contains("192.168.150.255")).isTrue();
        assertThat(subnet.contains("192.168.151.0")).isFalse();
        assertThat(Subnet.parse("0.0.0.0/0").contains("9.9.9.9")).isTrue();
    }

    @Test
    void knowsOverlaps() {
        assertThat(Subnet.parse("10.0.0.0/8").overlaps(Subnet.parse("10.9.0.0/16")))
                .isTrue();
        assertThat(Subnet.parse("10.9.0.0/16").overlaps(Subnet.parse("10.0.0.0/8")))
                .isTrue();
        assertThat(Subnet.parse("10.0.0.0/16").overlaps(Subnet.parse("10.1.0.0/16")))
                .isFalse();
    }

    @Test
    void tellsPrivateOnesFromOthers() {
        assertThat(Subnet.parse("172.31.0.0/16").isPrivate()).isTrue();
        assertThat(Subnet.parse("172.32.0.0/16").isPrivate()).isFalse();
        assertThat(Subnet.parse("192.0.0.0/8").isPrivate()).isFalse();
    }
}
