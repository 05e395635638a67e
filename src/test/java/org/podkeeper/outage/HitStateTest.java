package org.podkeeper.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HitStateTest {
    @ParameterizedTest
    @EnumSource
    void canBeSettledForGoodFromEveryState(HitState from) {
        Set<HitState> reached = new HashSet<>(Set.of(from));
        while (reached.addAll(
                reached.stream().flatMap(state -> state.next().stream()).toList())) {
            // goes on until nothing is new
        }
        assertThat(reached).containsAnyOf(HitState.ENDED, HitState.OVER);
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatIsOpenIsSettled(HitState from) {
        if (from != HitState.OPEN) {
            assertThat(from.next()).isSubsetOf(HitState.OPEN);
        }
    }
}
