package org.podkeeper.provisioning;

import java.util.List;
import java.util.Optional;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Decides how a pod is started, and writes down what and why; each entry one short transaction. */
@Service
class WarmBooks {
    private final GoldenPods pods;
    private final Goldsmith goldsmith;
    private final Catalog catalog;
    private final Plans plans;
    private final Machines machines;
    private final Logbook logbook;

    WarmBooks(GoldenPods pods, Goldsmith goldsmith, Catalog catalog, Plans plans, Machines machines, Logbook logbook) {
        this.pods = pods;
        this.goldsmith = goldsmith;
        this.catalog = catalog;
        this.plans = plans;
        this.machines = machines;
        this.logbook = logbook;
    }

    /** What it goes on from, as was decided when work on it began first; empty when it is booted. */
    @Transactional
    public Optional<GoldenPod> choose(DeploymentPlan plan) {
        DeploymentId id = plan.deployment().id();
        Start start = pods.startOf(id).orElse(null);
        if (start == null) {
            start = decide(plan);
        }
        if (start.way() == Way.COLD || start.golden() == null) {
            return Optional.empty();
        }
        logbook.goes(id, Way.WARM, nodes(plan));
        return pods.find(start.golden());
    }

    private Start decide(DeploymentPlan plan) {
        DeploymentView deployment = plan.deployment();
        if (!plan.booking().choices().start()) {
            pods.goes(deployment.id(), Way.COLD, null, null);
            return new Start(Way.COLD, null, null);
        }
        GoldenPod golden = pods.current(deployment.host(), deployment.pod(), deployment.config())
                .orElse(null);
        String obstacle = obstacle(plan, golden);
        if (golden != null && obstacle == null && pods.use(golden.id())) {
            pods.goes(deployment.id(), Way.WARM, golden.id(), null);
            machines.bornFrom(deployment.id(), golden.tag());
            return new Start(Way.WARM, null, golden.id());
        }
        pods.goes(deployment.id(), Way.COLD, null, obstacle);
        return new Start(Way.COLD, obstacle, null);
    }

    private @org.jspecify.annotations.Nullable String obstacle(
            DeploymentPlan plan, @org.jspecify.annotations.Nullable GoldenPod golden) {
        if (plan.booking().choices().from() != null) {
            return "It begins with kept disks, and the golden pod has other ones.";
        }
        if (golden == null) {
            return "There was no golden pod of this Pod and Config on the host yet.";
        }
        Config config = catalog.config(plan.deployment().config()).orElseThrow();
        return switch (golden.state()) {
            case WAITING, MAKING -> "The golden pod on the host was still being made.";
            case CANNOT -> "There can be no golden pod of it on this host. " + golden.cause();
            case STALE, REMOVED -> "The golden pod on the host is not used any more. " + golden.cause();
            case READY ->
                golden.images().equals(goldsmith.checksums(plan.pod(), config))
                        ? null
                        : "An image has changed since the golden pod on the host was made.";
        };
    }

    /** The plan as it is after the decision. */
    @Transactional
    public DeploymentPlan plan(DeploymentView deployment) {
        return plans.of(deployment);
    }

    /**
     * It could not go on from the golden pod, so it is booted.
     *
     * @param useless whether the golden pod would fail others as well
     */
    @Transactional
    public DeploymentPlan fallBack(DeploymentPlan plan, GoldenPod golden, String why, boolean useless) {
        DeploymentId id = plan.deployment().id();
        pods.goes(id, Way.COLD, null, why);
        machines.bornFrom(id, null);
        logbook.goes(id, Way.COLD, nodes(plan));
        if (useless) {
            goldsmith.leave(golden.id(), why);
        }
        return plans.of(plan.deployment());
    }

    private static List<String> nodes(DeploymentPlan plan) {
        return plan.machines().stream().map(machine -> machine.node().name()).toList();
    }
}
