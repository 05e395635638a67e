package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.Progress;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.StepView;

/** How far the machines are. Durations are in seconds. */
record ProgressJson(
        DeploymentState machines,
        Step.Phase phase,
        int percent,
        @Nullable Double elapsedSeconds,
        @Nullable Double usualSeconds,
        @Nullable Double nineInTenWithinSeconds,
        @Nullable String cause,
        @Nullable String nextAction,
        List<StepJson> steps) {

    record StepJson(
            Step step,

            @Schema(description = "node, or empty for the pod as a whole")
            String machine,

            StepState state,
            @Nullable String message,
            @Nullable Double seconds,
            @Nullable Double usualSeconds) {
        static StepJson of(StepView step) {
            return new StepJson(
                    step.step(),
                    step.machine(),
                    step.state(),
                    step.message(),
                    inSeconds(step.duration()),
                    inSeconds(step.usually()));
        }
    }

    static ProgressJson of(DeploymentView deployment, Progress progress) {
        return new ProgressJson(
                deployment.state(),
                progress.phase(),
                progress.percent(),
                inSeconds(progress.elapsed()),
                inSeconds(progress.usually()),
                inSeconds(progress.nineInTen()),
                deployment.cause(),
                deployment.nextAction(),
                progress.steps().stream().map(StepJson::of).toList());
    }

    static @Nullable Double inSeconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis() / 1_000.0;
    }
}
