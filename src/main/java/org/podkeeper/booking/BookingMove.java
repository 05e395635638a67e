package org.podkeeper.booking;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of a booking's history. */
@Entity
@Table(name = "booking_history")
class BookingMove {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "booking_id")
    private Booking booking;

    @Enumerated(EnumType.STRING)
    private @Nullable BookingState fromState;

    @Enumerated(EnumType.STRING)
    private BookingState toState;

    private Instant at;
    private String who;
    private String why;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected BookingMove() {}

    BookingMove(Booking booking, @Nullable BookingState from, BookingState to, Instant at, String who, String why) {
        if (from != null && !from.next().contains(to)) {
            throw new IllegalStateException("A booking cannot go from " + from + " to " + to);
        }
        this.booking = booking;
        this.fromState = from;
        this.toState = to;
        this.at = at;
        this.who = who;
        this.why = why;
    }
}
