package org.podkeeper.provisioning;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a walk is.
 *
 * @param phase what is going on: preparation or tear-down
 * @param percent 0 to 100, by the steps' usual durations
 * @param elapsed since work began, null before
 * @param usually how long the whole usually takes here, null without history
 * @param nineInTen nine of ten took no longer, null without history
 * @param steps in reading order
 */
public record Progress(
        Step.Phase phase,
        int percent,
        @Nullable Duration elapsed,
        @Nullable Duration usually,
        @Nullable Duration nineInTen,
        List<StepView> steps) {

    public Progress {
        steps = List.copyOf(steps);
    }
}
