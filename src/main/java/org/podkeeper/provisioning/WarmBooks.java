package org.podkeeper.provisioning;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Decides how a pod is started, and writes down what and why; each entry one short transaction. */
@Service
class WarmBooks {
    private final GoldenPods pods;
    private final KeptPods kept;
    private final KeepBooks keep;
    private final Inventory inventory;
    private final Goldsmith goldsmith;
    private final Catalog catalog;
    private final Plans plans;
    private final Machines machines;
    private final Logbook logbook;

    /** What was kept, and where. */
    @org.springframework.stereotype.Component
    record Kept(KeptPods pods, KeepBooks books, Inventory inventory) {}

    WarmBooks(
            GoldenPods pods,
            Goldsmith goldsmith,
            Kept kept,
            Catalog catalog,
            Plans plans,
            Machines machines,
            Logbook logbook) {
        this.pods = pods;
        this.kept = kept.pods();
        this.keep = kept.books();
        this.inventory = kept.inventory();
        this.goldsmith = goldsmith;
        this.catalog = catalog;
        this.plans = plans;
        this.machines = machines;
        this.logbook = logbook;
    }

    /** What it goes on from, as was decided when work on it began first; empty when it is booted. */
    @Transactional
    public Optional<Origin> choose(DeploymentPlan plan) {
        DeploymentId id = plan.deployment().id();
        Start start = pods.startOf(id).orElse(null);
        if (start == null) {
            start = decide(plan);
        }
        if (start.way() == Way.COLD) {
            return Optional.empty();
        }
        logbook.goes(id, Way.WARM, nodes(plan));
        KeptId from = plan.booking().choices().from();
        return start.golden() != null
                ? pods.find(start.golden()).map(Origin::of)
                : Optional.ofNullable(from).flatMap(keep::find).map(Origin::of);
    }

    private Start decide(DeploymentPlan plan) {
        DeploymentView deployment = plan.deployment();
        if (!plan.booking().choices().start()) {
            pods.goes(deployment.id(), Way.COLD, null, null);
            return Start.cold(null);
        }
        KeptId from = plan.booking().choices().from();
        if (from != null) {
            return decide(plan, kept.find(from).orElseThrow());
        }
        GoldenPod golden = pods.current(deployment.host(), deployment.pod(), deployment.config())
                .orElse(null);
        String obstacle = obstacle(plan, golden);
        if (golden != null && obstacle == null && pods.use(golden.id())) {
            pods.goes(deployment.id(), Way.WARM, golden.id(), null);
            machines.bornFrom(deployment.id(), golden.tag());
            return new Start(Way.WARM, null, golden.id(), null);
        }
        pods.goes(deployment.id(), Way.COLD, null, obstacle);
        return Start.cold(obstacle);
    }

    /** Somebody's own memory comes before what belongs to nobody. */
    private Start decide(DeploymentPlan plan, KeptPod from) {
        DeploymentId id = plan.deployment().id();
        DeploymentId was = keep.find(from.id()).map(KeepBooks.Entry::deployment).orElse(null);
        if (plan.deployment().host().equals(from.memoryOn()) && was != null) {
            pods.goesOnFromKept(id, from.number());
            machines.bornAs(id, was);
            return new Start(Way.WARM, null, null, from.number());
        }
        String why = from.memoryOn() == null
                ? "It begins with kept disks. Memory was not kept with them: "
                        + (from.withoutMemory() == null ? "they are from before that could be." : from.withoutMemory())
                : "It begins with kept disks. The memory that was kept with them is on the host %s, which had no room, or could not make it."
                        .formatted(inventory
                                .host(from.memoryOn())
                                .map(KvmHost::name)
                                .orElse("that is no more"));
        pods.goes(id, Way.COLD, null, why);
        return Start.cold(why);
    }

    private @org.jspecify.annotations.Nullable String obstacle(
            DeploymentPlan plan, @org.jspecify.annotations.Nullable GoldenPod golden) {
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
     * It could not go on from there, so it is booted.
     *
     * @param useless whether a golden pod would fail others as well
     */
    @Transactional
    public DeploymentPlan fallBack(DeploymentPlan plan, Origin origin, String why, boolean useless) {
        DeploymentId id = plan.deployment().id();
        pods.goes(id, Way.COLD, null, why);
        machines.bornFrom(id, null);
        logbook.goes(id, Way.COLD, nodes(plan));
        logbook.again(id, EnumSet.allOf(Step.class));
        if (useless && origin.golden() != null) {
            goldsmith.leave(origin.golden().id(), why);
        }
        return plans.of(plan.deployment());
    }

    private static List<String> nodes(DeploymentPlan plan) {
        return plan.machines().stream().map(machine -> machine.node().name()).toList();
    }
}
