package org.podkeeper.provisioning;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.NewSavedImage;
import org.podkeeper.catalog.SavedImages;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.stereotype.Component;

/**
 * Saves a machine's first disk as an image. The machine is shut down, its disk copied; a throw-away machine without
 * networks starts from an overlay on the copy, its agent cleans it from inside, and the result comes to the portal. Only
 * then does the machine go on: the throw-away one takes its memory meanwhile, so that nothing is promised twice.
 */
@Component
class ImageSaver {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration CLEANING = Duration.ofMinutes(10);
    private static final String WAY_OUT =
            " Install the package qemu-guest-agent in it, see that it runs, and ask again.";

    private final PowerSwitch power;
    private final SavedImages images;
    private final ProvisioningSettings settings;
    private final Clock clock;
    private final byte[] script;

    ImageSaver(PowerSwitch power, SavedImages images, ProvisioningSettings settings, Clock clock) {
        this.power = power;
        this.images = images;
        this.settings = settings;
        this.clock = clock;
        this.script = GuestScript.read("clean.sh").getBytes(StandardCharsets.UTF_8);
    }

    /** The image has the operation's id, so that however often this begins again there is one. */
    static ImageId imageOf(OperationId operation) {
        return new ImageId(operation.value());
    }

    void save(OneOperation operation) {
        operation.eachOnce((machine, say) -> {
            var copy = new DiskCopy(
                    operation.plan(),
                    machine,
                    operation.plan().names().copy(operation.view().id()));
            try {
                save(operation, copy, say);
            } catch (HostUnreachable | NoLongerWanted e) {
                // the next attempt goes on here, or tear-down removes it all
                throw e;
            } catch (RuntimeException e) {
                copy.remove(operation.host());
                goOn(operation, machine);
                throw e;
            }
        });
    }

    private void save(OneOperation operation, DiskCopy copy, Consumer<String> say) {
        Hypervisor host = operation.host();
        Machine machine = copy.machine();
        ImageId id = imageOf(operation.view().id());
        boolean running = host.stateOf(machine.domain()) == MachineState.RUNNING;
        boolean first = operation.isNewTo(machine);
        operation.log().ran(operation.view().id(), machine.node().name(), running);
        if (!images.has(id)) {
            if (!DiskCopy.isWhole(host, copy.clean())) {
                if (first && running && !host.agentAnswers(machine.domain())) {
                    throw new MachineSilent("No guest agent answers in " + machine.hostName()
                            + ", so its disk could not be cleaned." + WAY_OUT);
                }
                raw(operation, copy, say);
                clean(operation, copy, say);
            }
            copy.removeCleaner(host);
            host.ensureImageAbsent(copy.raw());
            goOn(operation, machine);
            DiskCopy.kept(() -> images.receive(
                    newImage(operation, machine, id),
                    out -> host.readImage(copy.clean(), out, DiskCopy.telling("Bringing it to the portal", line -> {
                        operation.checkWanted();
                        say.accept(line);
                    }))));
        }
        copy.remove(host);
        goOn(operation, machine);
    }

    private void raw(OneOperation operation, DiskCopy copy, Consumer<String> say) {
        Hypervisor host = operation.host();
        if (DiskCopy.isWhole(host, copy.raw())) {
            return;
        }
        // the copy, and beside it for a moment the cleaned one
        DiskCopy.demandRoom(host, 2L * copy.machine().node().disksGib().getFirst());
        power.shutDown(operation, copy.machine(), say);
        operation.checkWanted();
        say.accept("Copying its disk.");
        copy.ensureRaw(host);
    }

    private void clean(OneOperation operation, DiskCopy copy, Consumer<String> say) {
        Hypervisor host = operation.host();
        operation.checkWanted();
        say.accept("Starting the copy, without networks, to clean it.");
        copy.startCleaner(host);
        awaitAgent(operation, copy);
        say.accept("Taking out host keys, machine-id, cloud-init’s state, authorized keys and logs.");
        AgentAnswer answer = host.agentRun(copy.cleaner(), List.of("/bin/sh", "-s"), script, CLEANING);
        String problem = switch (answer) {
            case AgentAnswer.Ended ended when ended.succeeded() -> null;
            case AgentAnswer.Ended ended -> "ended with " + ended.exitCode() + ": " + shortened(ended.output());
            case AgentAnswer.NoAgent none -> "was lost: " + none.reason();
            case AgentAnswer.Refused refused -> "was refused by its guest agent: " + refused.reason();
            case AgentAnswer.TooLong tooLong -> "took longer than " + CLEANING.toMinutes() + " min";
        };
        if (problem != null) {
            throw new MachineSilent("Cleaning the copy of " + copy.machine().hostName() + " " + problem
                    + ". Nothing was saved; the machine is as it was.");
        }
        host.ensureOff(copy.cleaner());
        operation.checkWanted();
        say.accept("Making one file of it.");
        copy.ensureClean(host);
    }

    private void awaitAgent(OneOperation operation, DiskCopy copy) {
        Instant deadline = clock.instant().plus(settings.answerTimeout());
        while (!operation.host().agentAnswers(copy.cleaner())) {
            operation.checkWanted();
            if (operation.host().stateOf(copy.cleaner()) != MachineState.RUNNING) {
                throw new MachineSilent("The copy of " + copy.machine().hostName() + " stopped while it was starting.");
            }
            if (clock.instant().isAfter(deadline)) {
                throw new MachineSilent("The copy of " + copy.machine().hostName()
                        + " started, but no guest agent answered in it within "
                        + settings.answerTimeout().toMinutes() + " min." + WAY_OUT);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** As it was when somebody asked. */
    private static void goOn(OneOperation operation, Machine machine) {
        if (operation.log().ran(operation.view().id(), machine.node().name(), false)) {
            operation.host().ensureRunning(machine.domain());
        }
    }

    private static NewSavedImage newImage(OneOperation operation, Machine machine, ImageId id) {
        var booking = operation.plan().booking();
        return new NewSavedImage(
                id,
                Objects.requireNonNull(operation.view().snapshotName()),
                booking.owner(),
                machine.image(),
                booking.id().value(),
                booking.number(),
                machine.node().name(),
                booking.config());
    }

    private static String shortened(String output) {
        String line = output.strip().replaceAll("[^\\x20-\\x7e]+", " ");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
