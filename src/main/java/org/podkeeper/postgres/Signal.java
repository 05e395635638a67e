package org.podkeeper.postgres;

import java.io.IOException;

/** Signals that Java itself cannot send. */
final class Signal {
    private Signal() {}

    /** Through the shell, which has kill built in: a small system may lack the program of that name. */
    static void send(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, "" + process.pid())
                .start()
                .waitFor();
    }
}
