package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.Verdict;
import org.podkeeper.kernel.Resources;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

@SpringBootTest(properties = "podkeeper.on-exit=teardown")
@Import({PostgresForTests.class, LabForTests.class})
class TearDownOnExitTest {
    @Autowired
    TearDownOnExit exit;

    @Autowired
    BookingDesk desk;

    @Autowired
    LabForTests lab;

    @Autowired
    Clock clock;

    @Test
    void endsEveryBookingWhenThePortalStops() {
        lab.host(new Resources(64, 65_536, 2_000));
        lab.somebody(Role.ADMIN);
        Person person = lab.somebody(Role.USER);
        var pod = lab.pod("virtual-pharos-tiny");
        var request = new BookingRequest(
                pod.id(),
                lab.configFor(pod).id(),
                null,
                "to be ended with the portal",
                clock.instant().plus(2, ChronoUnit.DAYS),
                Duration.ofHours(2),
                null);
        assertThat(desk.book(request, person)).isInstanceOf(Verdict.Booked.class);

        exit.stop();

        assertThat(desk.of(person.id()))
                .hasSize(1)
                .allSatisfy(booking -> assertThat(booking.state()).isNotEqualTo(BookingState.CONFIRMED));
    }
}
