package org.podkeeper.postgres;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one process running until told to stop. One thread starts the process and outlives it, because the kernel ends
 * the process with the <em>thread</em> that started it.
 */
final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final long RESTART_DELAY_MILLIS = 500;
    private static final long STOP_SECONDS = 30;

    private final List<String> command;
    private final File output;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean stopping;
    private @Nullable Process process;
    private @Nullable IOException failure;

    private Supervisor(List<String> command, File output) {
        this.command = command;
        this.output = output;
        this.thread = Thread.ofPlatform().daemon().name("postgres-supervisor").unstarted(this::supervise);
    }

    /** Returns as soon as the process exists. */
    static Supervisor start(List<String> command, File output) throws IOException, InterruptedException {
        var supervisor = new Supervisor(command, output);
        supervisor.thread.start();
        supervisor.lock.lock();
        try {
            while (supervisor.process == null && supervisor.failure == null) {
                supervisor.changed.await();
            }
            if (supervisor.failure != null) {
                throw supervisor.failure;
            }
        } finally {
            supervisor.lock.unlock();
        }
        return supervisor;
    }

    private void supervise() {
        try {
            Process current;
            while ((current = next()) != null) {
                int exitCode = current.waitFor();
                if (!isStopping()) {
                    log.error("PostgreSQL ended with exit code {}; starting it again. Its log: {}", exitCode, output);
                    TimeUnit.MILLISECONDS.sleep(RESTART_DELAY_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Process next() {
        lock.lock();
        try {
            if (stopping) {
                return null;
            }
            process = new ProcessBuilder(command)
                    .directory(output.getParentFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                    .start();
            return process;
        } catch (IOException e) {
            failure = e;
            return null;
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the process that was started last is running. */
    boolean isAlive() {
        lock.lock();
        try {
            return process != null && process.isAlive();
        } finally {
            lock.unlock();
        }
    }

    /** The process that runs now. */
    long pid() {
        lock.lock();
        try {
            return process == null ? -1 : process.pid();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the process in the orderly way that does not wait for its clients, by force only after half a minute. */
    void stop() throws IOException, InterruptedException {
        Process last;
        lock.lock();
        try {
            stopping = true;
            last = process;
        } finally {
            lock.unlock();
        }
        if (last == null || !last.isAlive()) {
            return;
        }
        Signal.send("INT", last.toHandle());
        if (!last.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            log.warn("PostgreSQL did not stop within {} s; it will recover at its next start", STOP_SECONDS);
            last.destroyForcibly().waitFor();
        }
    }
}
