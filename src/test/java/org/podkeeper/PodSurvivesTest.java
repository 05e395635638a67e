package org.podkeeper;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What breaks is inside the host, or beside it: a machine's QEMU, the disk, the portal's database. */
class PodSurvivesTest extends LifeInTrouble {
    @Test
    void qemuIsKilledAtEveryStep() throws Exception {
        lives(onTheHost(HOST.uri()), new Trouble() {
            @Override
            public void begin() {
                ProcessHandle.allProcesses()
                        .filter(process -> process.info()
                                .commandLine()
                                .filter(line -> line.contains("guest=pk-") && line.contains(HOST.namespace()))
                                .isPresent())
                        .forEach(process -> {
                            process.destroyForcibly();
                            process.onExit().join();
                        });
            }

            @Override
            public void end() {}
        });
    }

    @Test
    void theHostsDiskIsFullAtEveryStep() throws Exception {
        Path disks = HOST.directory().resolve("disks");
        HOST.inside("mount -t tmpfs -o size=700m tmpfs " + disks);
        try {
            lives(onTheHost(HOST.uri()), new Trouble() {
                @Override
                public void begin() {
                    HOST.inside(
                            "head -c 2G /dev/zero > %s/somebody-elses 2>/dev/null; df -k --output=avail %s | grep -qx ' *0'"
                                    .formatted(disks, disks));
                }

                @Override
                public void end() {
                    HOST.inside("rm -f " + disks + "/somebody-elses");
                }
            });
            HOST.inside("test -z \"$(ls " + disks + ")\"");
        } finally {
            HOST.inside("umount -l " + disks);
        }
    }

    @Test
    void postgresqlFallsOverAtEveryStep() throws Exception {
        keepsWhatItPromises();
        lives(onTheHost(HOST.uri()), new Trouble() {
            @Override
            public void begin() {
                PostgresForTestsServer.shared()
                        .crash(jdbc.sql("select pg_backend_pid()")
                                .query(Integer.class)
                                .single());
            }

            @Override
            public void end() {}
        });
    }

    /** Tests' databases usually do not write at once what is committed; here that is what it is about. */
    private void keepsWhatItPromises() {
        String database =
                jdbc.sql("select current_database()").query(String.class).single();
        jdbc.sql("alter database " + database + " set synchronous_commit = on").update();
        // sessions keep the setting that they began with: this one too, which can only be the last to go
        for (String which : List.of("pid <> pg_backend_pid()", "true")) {
            asked(() -> {
                jdbc.sql(
                                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and "
                                        + which)
                        .query(Boolean.class)
                        .list();
                return true;
            });
        }
        await(
                "new sessions",
                () -> asked(() -> "on"
                                .equals(jdbc.sql("show synchronous_commit")
                                        .query(String.class)
                                        .single()))
                        ? database
                        : null);
    }
}
