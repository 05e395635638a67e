package org.podkeeper.provisioning;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kinds of durable work, and what follows from each outcome. */
@Configuration(proxyBeanMethods = false)
class WorkTasks {
    private static final Duration SOON = Duration.ofMillis(500);

    @Bean
    CustomTask<String> deployPodTask(ObjectProvider<DeployPod> walk, ProvisioningSettings settings, Clock clock) {
        return Tasks.custom(WorkOrders.DEPLOY).onFailure(again(settings, clock)).execute((instance, context) -> {
            int failures = context.getExecution().consecutiveFailures;
            return walk.getObject().deploy(id(instance.getData()), failures + 1)
                    ? new CompletionHandler.OnCompleteRemove<>()
                    : (complete, operations) ->
                            operations.reschedule(complete, clock.instant().plus(SOON));
        });
    }

    @Bean
    CustomTask<String> operatePodTask(ObjectProvider<OperatePod> work, ProvisioningSettings settings, Clock clock) {
        return Tasks.custom(WorkOrders.OPERATE)
                .onFailure(again(settings, clock))
                .execute((instance, context) -> {
                    int failures = context.getExecution().consecutiveFailures;
                    work.getObject().operate(new OperationId(UUID.fromString(instance.getData())), failures + 1);
                    return new CompletionHandler.OnCompleteRemove<>();
                });
    }

    @Bean
    CustomTask<String> tearDownPodTask(ObjectProvider<TearDownPod> walk, ProvisioningSettings settings, Clock clock) {
        return Tasks.custom(WorkOrders.TEAR_DOWN)
                .onFailure(again(settings, clock))
                .execute((instance, context) -> walk.getObject().tearDown(id(instance.getData()))
                        ? new CompletionHandler.OnCompleteRemove<>()
                        : (complete, operations) ->
                                operations.reschedule(complete, clock.instant().plus(SOON)));
    }

    @Bean
    CustomTask<String> makeGoldenPodTask(
            ObjectProvider<MakeGolden> work, ProvisioningSettings settings, GoldenSettings golden, Clock clock) {
        return Tasks.custom(WorkOrders.MAKE_GOLDEN)
                .onFailure(again(settings, clock))
                .execute((instance, context) -> work.getObject()
                                .make(
                                        new GoldenId(UUID.fromString(instance.getData())),
                                        context.getExecution().consecutiveFailures + 1)
                        ? new CompletionHandler.OnCompleteRemove<>()
                        : (complete, operations) ->
                                operations.reschedule(complete, clock.instant().plus(golden.retry())));
    }

    @Bean
    CustomTask<String> removeGoldenPodTask(
            ObjectProvider<RemoveGolden> work, ProvisioningSettings settings, GoldenSettings golden, Clock clock) {
        return Tasks.custom(WorkOrders.REMOVE_GOLDEN)
                .onFailure(again(settings, clock))
                .execute((instance, context) ->
                        work.getObject().remove(new GoldenId(UUID.fromString(instance.getData())))
                                ? new CompletionHandler.OnCompleteRemove<>()
                                : (complete, operations) -> operations.reschedule(
                                        complete, clock.instant().plus(golden.retry())));
    }

    @Bean
    CustomTask<String> makeStandingPodTask(
            ObjectProvider<MakeStanding> work, ProvisioningSettings settings, StandingSettings standing, Clock clock) {
        return Tasks.custom(WorkOrders.MAKE_STANDING)
                .onFailure(again(settings, clock))
                .execute((instance, context) ->
                        work.getObject().make(id(instance.getData()), context.getExecution().consecutiveFailures + 1)
                                ? new CompletionHandler.OnCompleteRemove<>()
                                : (complete, operations) -> operations.reschedule(
                                        complete, clock.instant().plus(standing.retry())));
    }

    @Bean
    CustomTask<String> removeStandingPodTask(
            ObjectProvider<RemoveStanding> work, ProvisioningSettings settings, Clock clock) {
        return Tasks.custom(WorkOrders.REMOVE_STANDING)
                .onFailure(again(settings, clock))
                .execute((instance, context) -> work.getObject().remove(id(instance.getData()))
                        ? new CompletionHandler.OnCompleteRemove<>()
                        : (complete, operations) ->
                                operations.reschedule(complete, clock.instant().plus(SOON)));
    }

    @Bean
    CustomTask<String> tryHostTask(ObjectProvider<TryHost> work, ProvisioningSettings settings, Clock clock) {
        return Tasks.custom(WorkOrders.TRIAL).onFailure(again(settings, clock)).execute((instance, context) -> {
            work.getObject().run(UUID.fromString(instance.getData()));
            return new CompletionHandler.OnCompleteRemove<>();
        });
    }

    private static FailureHandler<String> again(ProvisioningSettings settings, Clock clock) {
        return (complete, operations) -> operations.reschedule(
                complete, clock.instant().plus(settings.pauseAfter(complete.getExecution().consecutiveFailures + 1)));
    }

    private static DeploymentId id(String data) {
        return new DeploymentId(UUID.fromString(data));
    }
}
