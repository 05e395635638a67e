package org.podkeeper.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wait=10                      | 10
            respond-async, wait=20       | 20
            Wait = 5; x                  | 5
            wait="7"                     | 7
            wait=600                     | 60
            await=9                      | 0
            wait=soon                    | 0
            wait=-3                      | 0
            """)
    void waitsAsLongAsIsPreferredButAMinuteAtMost(String prefer, long seconds) {
        assertThat(Patience.of(prefer)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void doesNotWaitUnasked() {
        assertThat(Patience.of(null)).isZero();
    }
}
