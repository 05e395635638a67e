package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.ImageSpec;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.stereotype.Component;

/** Puts CDs into machines and takes them out. */
@Component
class MediumChanger {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration TO_NOTICE = Duration.ofSeconds(5);

    private final Catalog catalog;
    private final Caretaker caretaker;
    private final Clock clock;

    MediumChanger(Catalog catalog, Caretaker caretaker, Clock clock) {
        this.catalog = catalog;
        this.caretaker = caretaker;
        this.clock = clock;
    }

    void insert(OneOperation operation) {
        ImageId id = Objects.requireNonNull(operation.view().medium());
        operation.eachOnce((machine, say) -> {
            mustExist(operation, machine);
            Hypervisor host = operation.host();
            host.ensureMedium(machine.domain(), ensured(host, id, say));
            say.accept("Looking whether its system notices the drive.");
            caretaker.hasMedium(
                    operation.plan().deployment().id(), machine.node().name(), id, isNoticed(operation, machine));
        });
    }

    void eject(OneOperation operation) {
        operation.eachOnce((machine, say) -> {
            mustExist(operation, machine);
            operation.host().ensureMedium(machine.domain(), null);
            caretaker.hasMedium(
                    operation.plan().deployment().id(), machine.node().name(), null, null);
        });
    }

    /** A snapshot brings back the drive of its moment; what is in it is what was put there last. */
    void asItWas(OneOperation operation) {
        operation.together(machine -> {
            Hypervisor host = operation.host();
            ImageId id = caretaker.mediumOf(
                    operation.plan().deployment().id(), machine.node().name());
            host.ensureMedium(machine.domain(), id == null ? null : ensured(host, id, line -> {}));
        });
    }

    /** A machine that is clean has no CD. */
    void none(OneOperation operation) {
        operation.together(machine -> {
            DeploymentId id = operation.plan().deployment().id();
            if (caretaker.mediumOf(id, machine.node().name()) != null) {
                operation.host().ensureMedium(machine.domain(), null);
                caretaker.hasMedium(id, machine.node().name(), null, null);
            }
        });
    }

    private String ensured(Hypervisor host, ImageId id, Consumer<String> say) {
        Image image = catalog.image(id)
                .filter(found -> found.file() != null)
                .orElseThrow(() -> new MachineSilent("This CD is not on the portal any more."));
        String name = image.sha256() + "." + image.kind().ending();
        host.ensureImage(
                new ImageSpec(name, Objects.requireNonNull(image.file())),
                DiskCopy.telling("Copying " + image.name() + " to the host", say));
        return name;
    }

    private static void mustExist(OneOperation operation, Machine machine) {
        if (operation.host().stateOf(machine.domain()) == MachineState.ABSENT) {
            throw new MachineSilent(machine.hostName() + " is missing on its host. \"Reset\" makes it again.");
        }
    }

    /** @return null when nobody in the machine can be asked; one that is off notices the drive when it starts */
    private @Nullable Boolean isNoticed(OneOperation operation, Machine machine) {
        Hypervisor host = operation.host();
        if (host.stateOf(machine.domain()) != MachineState.RUNNING) {
            return true;
        }
        Instant giveUp = clock.instant().plus(TO_NOTICE);
        while (true) {
            AgentAnswer answer = host.agentRun(
                    machine.domain(),
                    List.of("/bin/sh", "-c", "test -b /dev/sr0 || test -b /dev/sr1"),
                    new byte[0],
                    TO_NOTICE);
            if (!(answer instanceof AgentAnswer.Ended ended)) {
                return null;
            }
            if (ended.succeeded() || clock.instant().isAfter(giveUp)) {
                return ended.succeeded();
            }
            operation.checkWanted();
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
