package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.podkeeper.account.PersonId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;

class BookingLifeTest {
    private static final Instant NOW = Instant.parse("2031-03-30T00:00:00Z");

    @ParameterizedTest
    @EnumSource
    void movesOnlyAlongItsTable(BookingState from) {
        Booking booking = booking();
        for (BookingState to : BookingState.values()) {
            if (from.next().contains(to)) {
                assertThatCode(() -> new BookingMove(booking, from, to, NOW, "test", "test"))
                        .doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> new BookingMove(booking, from, to, NOW, "test", "test"))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void canComeToAnEndFromEveryState(BookingState state) {
        assertThat(state.next().isEmpty()
                        || state.next().stream().anyMatch(next -> next.next().isEmpty()))
                .isTrue();
    }

    @org.junit.jupiter.api.Test
    void isCancelledBeforePreparationAndEndedAfter() {
        Booking early = booking();
        assertThat(early.end(NOW.minusSeconds(1), "ada", "changed her mind")).isTrue();
        assertThat(early.view().state()).isEqualTo(BookingState.CANCELLED);
        Booking late = booking();
        assertThat(late.end(NOW, "ada", "done")).isTrue();
        assertThat(late.view().state()).isEqualTo(BookingState.ENDED);
        assertThat(late.end(NOW, "ada", "clicked twice")).isFalse();
    }

    private static Booking booking() {
        var request = new BookingRequest(
                new PodId(UUID.randomUUID()),
                new ConfigId(UUID.randomUUID()),
                null,
                "a test",
                NOW,
                Duration.ofHours(1),
                null);
        return new Booking(
                new BookingId(UUID.randomUUID()),
                new PersonId(UUID.randomUUID()),
                new LabId(UUID.randomUUID()),
                request,
                TimeWindow.of(NOW, Duration.ofHours(1)),
                NOW,
                "ada",
                "booked",
                NOW);
    }
}
