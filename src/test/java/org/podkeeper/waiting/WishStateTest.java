package org.podkeeper.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WishStateTest {
    @ParameterizedTest
    @EnumSource
    void canComeToAnEndFromEveryState(WishState state) {
        assertThat(state.isOpen()).isEqualTo(!state.next().isEmpty());
        assertThat(state.isOpen() ? state.next().stream().anyMatch(next -> !next.isOpen()) : true)
                .isTrue();
        assertThat(state.next()).doesNotContain(state);
    }
}
