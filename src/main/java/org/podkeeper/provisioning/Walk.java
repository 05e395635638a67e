package org.podkeeper.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does steps and writes each down: begun, said, done or failed. */
class Walk {
    private final DeploymentId deployment;
    private final Logbook logbook;
    private final BooleanSupplier wanted;

    /** An act of a step; it may say in words how far it is. */
    @FunctionalInterface
    interface Act {
        void run(Consumer<String> say);
    }

    /**
     * @param wanted asked before each step and while waiting; when it says no, the walk stops with {@link NoLongerWanted}
     */
    Walk(DeploymentId deployment, Logbook logbook, BooleanSupplier wanted) {
        this.deployment = deployment;
        this.logbook = logbook;
        this.wanted = wanted;
    }

    /** Does one step. One that an earlier attempt did already is made sure of again, without a new line. */
    void step(Step step, String machine, Act act) {
        ask(step, machine, say -> {
            act.run(say);
            return true;
        });
    }

    /** Does one step that finds something out. */
    <T> T ask(Step step, String machine, Function<Consumer<String>, T> act) {
        checkWanted();
        T answer;
        logbook.started(deployment, step, machine);
        try {
            answer = act.apply(message -> logbook.says(deployment, step, machine, message));
        } catch (NoLongerWanted e) {
            logbook.failed(deployment, step, machine, "Stopped: the booking ended.");
            throw e;
        } catch (RuntimeException e) {
            logbook.failed(deployment, step, machine, inWords(e));
            throw e;
        }
        logbook.done(deployment, step, machine);
        return answer;
    }

    void checkWanted() {
        if (!wanted.getAsBoolean()) {
            throw new NoLongerWanted();
        }
    }

    /** Does the same for several, side by side. Each goes as far as it can; then the first failure counts. */
    static <T> void sideBySide(List<T> all, Consumer<T> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<?>>();
            all.forEach(one -> results.add(threads.submit(() -> work.accept(one))));
            results.forEach(Walk::await);
        }
    }

    private static void await(Future<?> result) {
        try {
            result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while machines were being made", e);
        }
    }

    static String inWords(RuntimeException e) {
        return switch (e) {
            case org.podkeeper.hypervisor.HostUnreachable known -> String.valueOf(known.getMessage());
            case org.podkeeper.hypervisor.HostRefused known -> String.valueOf(known.getMessage());
            case ImageMissing known -> String.valueOf(known.getMessage());
            case MachineSilent known -> String.valueOf(known.getMessage());
            default -> "Something went wrong inside the portal.";
        };
    }
}
