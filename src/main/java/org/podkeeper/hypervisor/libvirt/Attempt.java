package org.podkeeper.hypervisor.libvirt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;

/** One try of one piece of work in one session. */
final class Attempt<T extends @Nullable Object> implements Runnable {
    /** How it ended. */
    sealed interface Outcome<T extends @Nullable Object> {
        record Done<T extends @Nullable Object>(T answer) implements Outcome<T> {}

        /** Libvirt said no; {@code lost} tells whether the connection is dead now. */
        record Failed<T extends @Nullable Object>(LibvirtException cause, boolean lost) implements Outcome<T> {}

        /** No connection came about. */
        record NoConnection<T extends @Nullable Object>(
                @Nullable LibvirtException cause) implements Outcome<T> {}

        /** Nothing was done at all, because the session was found dead or retired. */
        record NotBegun<T extends @Nullable Object>() implements Outcome<T> {}

        /** The caller waited long enough; {@code begun} tells whether a thread hangs in it. */
        record TooLate<T extends @Nullable Object>(boolean begun) implements Outcome<T> {}
    }

    private enum Stage {
        WAITING,
        BEGUN,
        DROPPED
    }

    private final HostSession session;
    private final Duration connectTimeout;
    private final Work<T> work;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();

    Attempt(HostSession session, Duration connectTimeout, Work<T> work) {
        this.session = session;
        this.connectTimeout = connectTimeout;
        this.work = work;
    }

    @Override
    public void run() {
        if (!stage.compareAndSet(Stage.WAITING, Stage.BEGUN)) {
            return;
        }
        if (!session.enter()) {
            outcome.complete(new Outcome.NotBegun<>());
            return;
        }
        try {
            outcome.complete(perform());
        } catch (RuntimeException | java.lang.Error e) {
            outcome.completeExceptionally(e);
        } finally {
            session.leave();
        }
    }

    private Outcome<T> perform() {
        HostConnection host;
        try {
            host = session.connection(connectTimeout);
        } catch (LibvirtException e) {
            return new Outcome.NoConnection<>(e);
        } catch (TimeoutException e) {
            return new Outcome.NoConnection<>(null);
        } catch (InterruptedException e) {
            return new Outcome.NotBegun<>();
        }
        if (!host.isUsable()) {
            return new Outcome.NotBegun<>();
        }
        try {
            return new Outcome.Done<>(work.on(host));
        } catch (LibvirtException e) {
            return new Outcome.Failed<>(e, !host.isUsable());
        }
    }

    /** The session retired before a thread began with this. */
    void dropped() {
        if (stage.compareAndSet(Stage.WAITING, Stage.DROPPED)) {
            outcome.complete(new Outcome.NotBegun<>());
        }
    }

    /** What the work throws unchecked is thrown here too. */
    Outcome<T> await(Duration limit) {
        try {
            return outcome.get(Math.max(1, limit.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Outcome.TooLate<>(!stage.compareAndSet(Stage.WAITING, Stage.DROPPED));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.TooLate<>(false);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
