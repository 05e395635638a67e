package org.podkeeper.hypervisor.libvirt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.libvirt.LibvirtException;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to one host with the threads that work on it. A native call that hangs cannot be stopped from outside,
 * so a session is never repaired: it is retired, another one takes its place, and when the last of its threads comes back
 * it closes its connection and is gone.
 *
 * <p>Platform threads, because native calls would pin virtual ones.
 */
final class HostSession {
    private static final Logger log = LoggerFactory.getLogger(HostSession.class);

    private final String uri;
    private final Runnable onGone;
    private final CompletableFuture<HostConnection> connection = new CompletableFuture<>();
    private final Map<Lane, ThreadPoolExecutor> lanes = new EnumMap<>(Lane.class);
    private final AtomicInteger threadsInside = new AtomicInteger(1);
    private final AtomicBoolean retired = new AtomicBoolean();
    private final AtomicBoolean gone = new AtomicBoolean();

    /** @param onGone runs once, when the session was retired and no thread is left inside */
    HostSession(String uri, HypervisorSettings settings, Runnable onGone) {
        this.uri = uri;
        this.onGone = onGone;
        lanes.put(Lane.CALLS, pool("calls", settings.workersPerHost(), settings.queuePerHost()));
        lanes.put(Lane.STATES, pool("states", settings.workersPerHost(), settings.queuePerHost()));
        lanes.put(Lane.TRANSFERS, pool("transfers", settings.transfersPerHost(), settings.queuePerHost()));
        lanes.put(Lane.AGENTS, pool("agents", settings.workersPerHost(), settings.queuePerHost()));
        lanes.put(Lane.REPORTS, pool("reports", settings.workersPerHost(), settings.queuePerHost()));
        Thread.ofPlatform().daemon().name(threadName("connect")).start(() -> connect(settings.keepAlive()));
    }

    private void connect(Duration keepAlive) {
        try {
            connection.complete(HostConnection.open(uri, keepAlive));
        } catch (LibvirtException | RuntimeException | java.lang.Error e) {
            connection.completeExceptionally(e);
        } finally {
            leave();
        }
    }

    private ThreadPoolExecutor pool(String lane, int threads, int queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().daemon().name(threadName(lane) + "-", 1).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private String threadName(String lane) {
        return "libvirt-" + lane + " " + uri;
    }

    /** @throws RejectedExecutionException when the lane's queue is full, or the session retired */
    void submit(Lane lane, Attempt<?> attempt) {
        pool(lane).execute(attempt);
    }

    int waiting(Lane lane) {
        return pool(lane).getQueue().size();
    }

    private ThreadPoolExecutor pool(Lane lane) {
        return java.util.Objects.requireNonNull(lanes.get(lane));
    }

    /** Waits for the connection to be made. */
    HostConnection connection(Duration limit) throws LibvirtException, TimeoutException, InterruptedException {
        try {
            return connection.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LibvirtException refused) {
                throw refused;
            }
            throw new IllegalStateException("libvirt cannot be used in this process", e.getCause());
        }
    }

    boolean isRetired() {
        return retired.get() || connection.isCompletedExceptionally();
    }

    /** @return false when the session is over and must not be used */
    boolean enter() {
        threadsInside.incrementAndGet();
        if (retired.get()) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        if (threadsInside.decrementAndGet() == 0) {
            closeWhenOver();
        }
    }

    /**
     * No new work; what runs may finish. Attempts that no thread has begun yet end as {@linkplain Attempt#dropped()
     * dropped}.
     */
    void retire() {
        if (!retired.compareAndSet(false, true)) {
            return;
        }
        List<Runnable> unbegun = new ArrayList<>();
        for (ThreadPoolExecutor pool : lanes.values()) {
            pool.shutdown();
            pool.getQueue().drainTo(unbegun);
        }
        unbegun.forEach(attempt -> ((Attempt<?>) attempt).dropped());
        if (threadsInside.get() == 0) {
            closeWhenOver();
        }
    }

    private void closeWhenOver() {
        if (!retired.get() || !gone.compareAndSet(false, true)) {
            return;
        }
        // in a thread of its own: closing says goodbye to the host, which may hang like any other call
        Thread.ofPlatform().daemon().name(threadName("close")).start(() -> {
            try {
                if (connection.isDone() && !connection.isCompletedExceptionally()) {
                    connection.join().close();
                }
            } catch (LibvirtException e) {
                log.debug("{} did not say goodbye", uri, e);
            } finally {
                onGone.run();
            }
        });
    }
}
