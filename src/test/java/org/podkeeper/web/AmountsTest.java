package org.podkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AmountsTest {
    private final Amounts amounts = new Amounts();

    @Test
    void saysMemoryInTheLargestUnitThatFits() {
        assertThat(amounts.mib(160)).isEqualTo("160 MiB");
        assertThat(amounts.mib(8192)).isEqualTo("8 GiB");
        assertThat(amounts.mib(1536)).isEqualTo("1.5 GiB");
        assertThat(amounts.mib(2 * 1024 * 1024)).isEqualTo("2 TiB");
    }

    @Test
    void saysDisksInTheLargestUnitThatFits() {
        assertThat(amounts.gib(600)).isEqualTo("600 GiB");
        assertThat(amounts.gib(1536)).isEqualTo("1.5 TiB");
    }
}
