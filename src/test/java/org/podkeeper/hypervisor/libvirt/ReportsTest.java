package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.podkeeper.hypervisor.GuestReport;

class ReportsTest {
    @Test
    void takesTheNewestCompleteLine() {
        assertThat(Reports.newest("state=booting\nstate=ready host=jump\nstate=re"))
                .contains(new GuestReport(Map.of("state", "ready", "host", "jump")));
    }

    @Test
    void skipsWhatIsNotAWord() {
        assertThat(Reports.newest("hello =x 1=2 a b=\u0001 <k>=v ok=yes \u00e4=1 eq=a=b\r\n"))
                .contains(new GuestReport(Map.of("ok", "yes", "eq", "a=b")));
    }

    @Test
    void hearsNothingInJunk() {
        assertThat(Reports.newest("")).isEmpty();
        assertThat(Reports.newest("state=ready")).isEmpty();
        assertThat(Reports.newest("\n\n\u0000\u0000\n")).isEmpty();
    }

    @Test
    void goesBackToTheLastLineThatSaysSomething() {
        assertThat(Reports.newest("state=ready\n\nnoise\n")).contains(new GuestReport(Map.of("state", "ready")));
    }

    @Test
    void limitsHowMuchItKeeps() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            line.append("k").append(i).append("=v ");
        }
        assertThat(Reports.newest(line.append('\n').toString()).orElseThrow().values())
                .hasSize(64);
    }
}
