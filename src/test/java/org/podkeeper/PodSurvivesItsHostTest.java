package org.podkeeper;

import org.junit.jupiter.api.Test;

/** What breaks is the way to the host: libvirt, or the link to it. */
class PodSurvivesItsHostTest extends LifeInTrouble {
    @Test
    void libvirtIsKilledAtEveryStep() throws Exception {
        lives(onTheHost(HOST.uri()), new Trouble() {
            @Override
            public void begin() {
                HOST.killLibvirtd();
            }

            @Override
            public void end() {
                HOST.startLibvirtd();
            }
        });
    }

    @Test
    void libvirtHangsAtEveryStep() throws Exception {
        lives(onTheHost(HOST.uri()), new Trouble() {
            @Override
            public void begin() {
                HOST.signalLibvirtd("STOP");
            }

            @Override
            public void end() {
                HOST.signalLibvirtd("CONT");
            }
        });
    }

    @Test
    void theLinkToTheHostIsCutAtEveryStep() throws Exception {
        try (var link = new LinkForTests(HOST.directory().resolve("sock/libvirt-sock"))) {
            lives(onTheHost(link.uri()), new Trouble() {
                @Override
                public void begin() {
                    link.cut();
                }

                @Override
                public void end() {
                    link.plugIn();
                }
            });
        }
    }
}
