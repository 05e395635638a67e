package org.podkeeper.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user that the server's processes run as: ourselves, or postgres or nobody when we are root, because PostgreSQL
 * refuses to run as root.
 */
final class ServerUser {
    /** user and group id; null when the processes stay ours */
    private final int @Nullable [] ids;

    private ServerUser(int @Nullable [] ids) {
        this.ids = ids;
    }

    static ServerUser current() throws IOException {
        if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
            return new ServerUser(null);
        }
        for (String name : List.of("postgres", "nobody")) {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
                String[] fields = line.split(":");
                if (fields[0].equals(name)) {
                    return new ServerUser(new int[] {Integer.parseInt(fields[2]), Integer.parseInt(fields[3])});
                }
            }
        }
        throw new PostgresUnavailable(
                "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody.",
                "Run the portal as an ordinary user, or create the user postgres.");
    }

    /** Whether the server's processes run as someone else than this process. */
    boolean isOther() {
        return ids != null;
    }

    /** Gives the file or directory to this user. */
    void own(Path path) throws IOException {
        if (ids != null) {
            Files.setAttribute(path, "unix:uid", ids[0]);
            Files.setAttribute(path, "unix:gid", ids[1]);
        }
    }

    /**
     * The command, run as this user, in a session of its own (a Ctrl-C at the terminal is for the portal, which stops
     * the server last) and ended by the kernel when the thread that started it ends.
     */
    List<String> command(Path mustReach, List<String> command) throws IOException {
        var all = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig", "INT"));
        if (ids != null) {
            all.addAll(List.of("--reuid", "" + ids[0], "--regid", "" + ids[1], "--clear-groups"));
            if (!othersCanReach(mustReach)) {
                // A directory below /root, say. The user may walk there, and still writes only where it owns; the
                // secure bit makes access(2), which PostgreSQL asks about its programs, agree with open(2).
                all.addAll(List.of("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"));
                all.addAll(List.of("--securebits", "+no_setuid_fixup"));
            }
        }
        all.add("--");
        all.addAll(command);
        return all;
    }

    private static boolean othersCanReach(Path path) throws IOException {
        for (Path parent = path.toRealPath(); parent != null; parent = parent.getParent()) {
            Map<String, Object> attributes = Files.readAttributes(parent, "unix:mode");
            if (attributes.get("mode") instanceof Integer mode && (mode & 1) == 0) {
                return false;
            }
        }
        return true;
    }
}
