package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is worth trying again because of the database, and what is a fault of the portal's own. */
class DatabaseAwayTest {
    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01", "40P01", "40001"})
    void passesOnWhatIsOtherwiseTheNextTime(String state) {
        RuntimeException failure = caused(state);
        assertThatCode(() -> DatabaseAway.passOn(failure)).isSameAs(failure);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42601", "57014"})
    void keepsWhatIsTheSameTheNextTime(String state) {
        assertThatCode(() -> DatabaseAway.passOn(caused(state))).doesNotThrowAnyException();
    }

    private static RuntimeException caused(String state) {
        return new IllegalStateException("about the work", new SQLException("said PostgreSQL", state));
    }
}
