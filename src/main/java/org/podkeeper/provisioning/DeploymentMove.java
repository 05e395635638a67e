package org.podkeeper.provisioning;

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

/** One line of a deployment's history. */
@Entity
@Table(name = "deployment_history")
class DeploymentMove {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "deployment_id")
    private Deployment deployment;

    @Enumerated(EnumType.STRING)
    private @Nullable DeploymentState fromState;

    @Enumerated(EnumType.STRING)
    private DeploymentState toState;

    private Instant at;
    private String who;
    private String why;

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected DeploymentMove() {}

    DeploymentMove(
            Deployment deployment,
            @Nullable DeploymentState from,
            DeploymentState to,
            Instant at,
            String who,
            String why) {
        if (from != null && !from.next().contains(to)) {
            throw new IllegalStateException("A deployment cannot go from " + from + " to " + to);
        }
        this.deployment = deployment;
        this.fromState = from;
        this.toState = to;
        this.at = at;
        this.who = who;
        this.why = why;
    }
}
