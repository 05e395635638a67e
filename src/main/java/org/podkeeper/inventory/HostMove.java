package org.podkeeper.inventory;

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

/** One line of a host's history. */
@Entity
@Table(name = "host_history")
class HostMove {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "host_id")
    private HostEntity host;

    @Enumerated(EnumType.STRING)
    private @Nullable HostState fromState;

    @Enumerated(EnumType.STRING)
    private HostState toState;

    private Instant at;
    private String who;
    private String why;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected HostMove() {}

    HostMove(HostEntity host, @Nullable HostState from, HostState to, Instant at, String who, String why) {
        this.host = host;
        this.fromState = from;
        this.toState = to;
        this.at = at;
        this.who = who;
        this.why = why;
    }
}
