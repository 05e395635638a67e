package org.podkeeper.provisioning;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Durable work, written in the caller's transaction: it exists if and only if that transaction commits. */
@Component
class WorkOrders {
    static final TaskDescriptor<String> DEPLOY = TaskDescriptor.of("deploy-pod", String.class);
    static final TaskDescriptor<String> OPERATE = TaskDescriptor.of("operate-pod", String.class);
    static final TaskDescriptor<String> TRIAL = TaskDescriptor.of("try-host", String.class);
    static final TaskDescriptor<String> TEAR_DOWN = TaskDescriptor.of("tear-down-pod", String.class);

    static final TaskDescriptor<String> KEYS = TaskDescriptor.of("deliver-keys", String.class);
    static final TaskDescriptor<String> MAKE_GOLDEN = TaskDescriptor.of("make-golden-pod", String.class);
    static final TaskDescriptor<String> REMOVE_GOLDEN = TaskDescriptor.of("remove-golden-pod", String.class);

    static final TaskDescriptor<String> MAKE_STANDING = TaskDescriptor.of("make-standing-pod", String.class);
    static final TaskDescriptor<String> REMOVE_STANDING = TaskDescriptor.of("remove-standing-pod", String.class);

    private final ObjectProvider<SchedulerClient> client;
    private final ObjectProvider<Scheduler> scheduler;
    private final Clock clock;

    WorkOrders(ObjectProvider<SchedulerClient> client, ObjectProvider<Scheduler> scheduler, Clock clock) {
        this.client = client;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    void deploy(DeploymentView deployment, Instant at) {
        client.getObject()
                .scheduleIfNotExists(DEPLOY.instance(deployInstance(deployment))
                        .data(deployment.id().toString())
                        .scheduledTo(at));
        lookAfterCommit();
    }

    void tearDown(DeploymentView deployment) {
        String id = deployment.id().toString();
        client.getObject().scheduleIfNotExists(TEAR_DOWN.instance(id).data(id).scheduledTo(clock.instant()));
        lookAfterCommit();
    }

    void operate(OperationId operation) {
        String id = operation.toString();
        client.getObject().scheduleIfNotExists(OPERATE.instance(id).data(id).scheduledTo(clock.instant()));
        lookAfterCommit();
    }

    /** Each order is one of its own: one that is being done may have looked already. */
    void keys(DeploymentId deployment) {
        String id = deployment.toString();
        client.getObject()
                .scheduleIfNotExists(
                        KEYS.instance(id + "/" + UUID.randomUUID()).data(id).scheduledTo(clock.instant()));
        lookAfterCommit();
    }

    void makeGolden(GoldenId golden) {
        String id = golden.toString();
        client.getObject().scheduleIfNotExists(MAKE_GOLDEN.instance(id).data(id).scheduledTo(clock.instant()));
        lookAfterCommit();
    }

    void removeGolden(GoldenId golden) {
        String id = golden.toString();
        client.getObject()
                .scheduleIfNotExists(REMOVE_GOLDEN.instance(id).data(id).scheduledTo(clock.instant()));
        lookAfterCommit();
    }

    /** Whether some portal is still at work making it; work that only waits is called off. */
    boolean isBeingMade(GoldenId golden) {
        return isAtWork(TaskInstanceId.of(MAKE_GOLDEN.getTaskName(), golden.toString()));
    }

    void makeStanding(DeploymentId life) {
        makeStanding(life, clock.instant());
    }

    void makeStanding(DeploymentId life, Instant at) {
        String id = life.toString();
        client.getObject()
                .scheduleIfNotExists(MAKE_STANDING.instance(id).data(id).scheduledTo(at));
        lookAfterCommit();
    }

    void removeStanding(DeploymentId life) {
        String id = life.toString();
        client.getObject()
                .scheduleIfNotExists(REMOVE_STANDING.instance(id).data(id).scheduledTo(clock.instant()));
        lookAfterCommit();
    }

    /** Whether some portal is still at work making these machines; work that only waits is called off. */
    boolean isStandingBeingMade(DeploymentId life) {
        return isAtWork(TaskInstanceId.of(MAKE_STANDING.getTaskName(), life.toString()));
    }

    void trial(UUID trial, Instant at) {
        String id = trial.toString();
        client.getObject().scheduleIfNotExists(TRIAL.instance(id).data(id).scheduledTo(at));
        lookAfterCommit();
    }

    /** One that waits is due now. */
    void trialNow(UUID trial) {
        String id = trial.toString();
        client.getObject().reschedule(TRIAL.instance(id).data(id).scheduledTo(clock.instant()));
        lookAfterCommit();
    }

    /** Whether some portal is still at work on the operation; work that only waits is called off. */
    boolean isBeingDone(OperationId operation) {
        return isAtWork(TaskInstanceId.of(OPERATE.getTaskName(), operation.toString()));
    }

    /** Whether some portal is still at work making it; work that only waits is called off. */
    boolean isBeingMade(DeploymentView deployment) {
        return isAtWork(TaskInstanceId.of(DEPLOY.getTaskName(), deployInstance(deployment)));
    }

    private boolean isAtWork(TaskInstanceId instance) {
        SchedulerClient tasks = client.getObject();
        if (tasks.getScheduledExecution(instance).isEmpty()) {
            return false;
        }
        try {
            tasks.cancel(instance);
            return false;
        } catch (TaskInstanceException e) {
            return tasks.getScheduledExecution(instance).isPresent();
        }
    }

    private static String deployInstance(DeploymentView deployment) {
        return deployment.id() + "/" + deployment.attempt();
    }

    private void lookAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.ifAvailable(Scheduler::triggerCheckForDueExecutions);
            }
        });
    }
}
