package org.podkeeper.provisioning;

import java.util.Set;

/** What is done for a pod, in the order in which people read it. */
public enum Step {
    // once for the pod
    IMAGES(Phase.DEPLOY, Scope.POD, 2, Way.COLD),
    NETWORKS(Phase.DEPLOY, Scope.POD, 1, Way.COLD, Way.WARM),
    // for every machine, machines side by side
    DISKS(Phase.DEPLOY, Scope.MACHINE, 1, Way.COLD),
    SEED(Phase.DEPLOY, Scope.MACHINE, 1, Way.COLD, Way.WARM),
    DEFINE(Phase.DEPLOY, Scope.MACHINE, 1, Way.COLD),
    START(Phase.DEPLOY, Scope.MACHINE, 2, Way.COLD),
    /** It runs where the golden machine was stopped. */
    CLONE(Phase.DEPLOY, Scope.MACHINE, 2, Way.WARM),
    /** Nothing of the golden machine that another pod could have is in it any more. */
    OWN(Phase.DEPLOY, Scope.MACHINE, 1, Way.WARM),
    ANSWER(Phase.DEPLOY, Scope.MACHINE, 30, Way.COLD, Way.WARM),
    KEYS(Phase.DEPLOY, Scope.MACHINE, 1, Way.COLD, Way.STANDING),
    CLEAN_STATE(Phase.DEPLOY, Scope.MACHINE, 1, Way.COLD, Way.WARM),
    // once for the pod
    HAND_OVER(Phase.DEPLOY, Scope.POD, 1),

    /** Only where it was chosen with the booking. */
    KEEP_DISKS(Phase.TEAR_DOWN, Scope.MACHINE, 20),
    REMOVE_MACHINE(Phase.TEAR_DOWN, Scope.MACHINE, 2),
    REMOVE_DISKS(Phase.TEAR_DOWN, Scope.MACHINE, 1),
    REMOVE_NETWORKS(Phase.TEAR_DOWN, Scope.POD, 1),
    VERIFY(Phase.TEAR_DOWN, Scope.POD, 1);

    /** What is left out where machines are made and not started; their first start makes up for it. */
    static final Set<Step> OF_A_START = Set.of(START, ANSWER, KEYS, CLEAN_STATE);

    /** Which walk a step belongs to. */
    public enum Phase {
        DEPLOY,
        TEAR_DOWN
    }

    enum Scope {
        POD,
        MACHINE
    }

    private final Phase phase;
    private final Scope scope;
    private final int weight;
    private final Set<Way> ways;

    /** @param ways in which it is done; none for all */
    Step(Phase phase, Scope scope, int weight, Way... ways) {
        this.phase = phase;
        this.scope = scope;
        this.weight = weight;
        this.ways = Set.of(ways);
    }

    /** Whether it is done when a pod is made in this way, or removed. */
    public boolean isOf(Way asked) {
        return ways.isEmpty() || ways.contains(asked);
    }

    public Phase phase() {
        return phase;
    }

    boolean isForEachMachine() {
        return scope == Scope.MACHINE;
    }

    /** Share of the whole while there is no history to tell; an estimate, in seconds. */
    int weight() {
        return weight;
    }
}
