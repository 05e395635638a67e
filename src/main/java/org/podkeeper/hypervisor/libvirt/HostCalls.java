package org.podkeeper.hypervisor.libvirt;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.HypervisorSettings;

/**
 * Calls to one host, each bounded in time. A host that hangs costs its own callers their time limit and nobody else
 * anything: its session is given up with the threads that hang in it, and the next call begins a new one.
 */
final class HostCalls implements AutoCloseable {
    private final String uri;
    private final HypervisorSettings settings;
    private final Translation translation;
    private final AtomicInteger givenUp = new AtomicInteger();
    private @Nullable HostSession current;
    private boolean closed;

    HostCalls(String uri, HypervisorSettings settings) {
        this.uri = uri;
        this.settings = settings;
        this.translation = new Translation(uri);
    }

    Translation translation() {
        return translation;
    }

    void run(String doing, Work.Silent work) {
        call(Lane.CALLS, settings.callTimeout(), doing, silent(work));
    }

    <T extends @Nullable Object> T ask(String doing, Work<T> work) {
        return call(Lane.CALLS, settings.callTimeout(), doing, work);
    }

    void state(String doing, Work.Silent work) {
        call(Lane.STATES, settings.stateTimeout(), doing, silent(work));
    }

    void transfer(String doing, Work.Silent work) {
        call(Lane.TRANSFERS, settings.uploadTimeout(), doing, silent(work));
    }

    /** @param patience how long the agent itself may take; a host that does not answer costs the usual limit more */
    <T extends @Nullable Object> T agent(String doing, Duration patience, Work<T> work) {
        return call(Lane.AGENTS, settings.callTimeout().plus(patience), doing, work);
    }

    <T extends @Nullable Object> T listen(String doing, Work<T> work) {
        return call(Lane.REPORTS, settings.callTimeout(), doing, work);
    }

    private static Work<Boolean> silent(Work.Silent work) {
        return host -> {
            work.on(host);
            return true;
        };
    }

    /**
     * Work that a dead connection cut off is done once more on a new one: everything here looks before it acts, so
     * doing it twice does no harm.
     */
    private <T extends @Nullable Object> T call(Lane lane, Duration limit, String doing, Work<T> work) {
        long start = System.nanoTime();
        boolean lastTry = false;
        while (true) {
            Duration left = limit.minusNanos(System.nanoTime() - start);
            HostSession session = session();
            Attempt<T> attempt = new Attempt<>(session, settings.connectTimeout(), work);
            try {
                session.submit(lane, attempt);
            } catch (RejectedExecutionException e) {
                if (session.isRetired() && left.isPositive()) {
                    continue;
                }
                throw translation.busy(session.waiting(lane));
            }
            switch (attempt.await(left)) {
                case Attempt.Outcome.Done<T>(T answer) -> {
                    return answer;
                }
                case Attempt.Outcome.Failed<T>(var cause, boolean lost) -> {
                    if (lost) {
                        session.retire();
                    }
                    if (!lost || lastTry) {
                        throw translation.of(cause, doing, lost);
                    }
                    lastTry = true;
                }
                case Attempt.Outcome.NotBegun<T>() -> {
                    session.retire();
                    if (!limit.minusNanos(System.nanoTime() - start).isPositive()) {
                        throw translation.noAnswer(limit);
                    }
                }
                case Attempt.Outcome.NoConnection<T>(var cause) -> {
                    session.retire();
                    throw cause == null
                            ? translation.noConnection(settings.connectTimeout())
                            : translation.ofConnecting(cause);
                }
                case Attempt.Outcome.TooLate<T>(boolean begun) -> {
                    if (begun) {
                        session.retire();
                    }
                    throw translation.noAnswer(limit);
                }
            }
        }
    }

    private synchronized HostSession session() {
        if (closed) {
            throw translation.closed();
        }
        if (current == null || current.isRetired()) {
            if (current != null) {
                current.retire();
            }
            if (givenUp.get() > settings.abandonedSessions()) {
                throw translation.hanging(givenUp.get());
            }
            // counted from its birth: a session stops counting when it is gone
            givenUp.incrementAndGet();
            current = new HostSession(uri, settings, givenUp::decrementAndGet);
        }
        return current;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.retire();
        }
    }
}
