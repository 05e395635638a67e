package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Fifty people want the last place at the same moment, a thousand times. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class LastPlaceRaceTest {
    private static final int PEOPLE = 50;
    private static final int ROUNDS = 1_000;

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    JdbcClient jdbc;

    @Test
    void hasOneWinnerInEveryRoundAndAReasonForEverybodyElse() throws Exception {
        Pod pod = lab.pod("virtual-pharos-tiny");
        Config config = lab.configFor(pod);
        lab.removeAll();
        HostId host = lab.host(pod.resources());
        Person person = lab.somebody(Role.USER);
        var start = new CyclicBarrier(PEOPLE);
        try (var threads = Executors.newFixedThreadPool(PEOPLE)) {
            for (int round = 0; round < ROUNDS; round++) {
                Instant when = Instant.now().plus(Duration.ofDays(30));
                var request = new BookingRequest(
                        pod.id(), config.id(), null, "the last place", when, Duration.ofHours(1), null);
                List<Verdict> verdicts = race(threads.invokeAll(sameFor(PEOPLE, () -> {
                    start.await();
                    return desk.book(request, person);
                })));
                List<BookingView> winners = verdicts.stream()
                        .filter(Verdict.Booked.class::isInstance)
                        .map(verdict -> ((Verdict.Booked) verdict).booking())
                        .toList();
                assertThat(winners).as("winners of round %d", round).hasSize(1);
                assertThat(verdicts)
                        .filteredOn(Verdict.Refused.class::isInstance)
                        .hasSize(PEOPLE - 1)
                        .allSatisfy(verdict -> assertThat(((Verdict.Refused) verdict).reasons())
                                .singleElement()
                                .satisfies(reason -> assertThat(reason.field()).isEqualTo("start")));
                desk.end(winners.getFirst().id(), person);
                assertThat(jdbc.sql("select count(*) from capacity_hold where host_id = :host and not released")
                                .param("host", host.value())
                                .query(Integer.class)
                                .single())
                        .isZero();
            }
        }
    }

    private static <T> List<Callable<T>> sameFor(int people, Callable<T> act) {
        return java.util.Collections.nCopies(people, act);
    }

    private static List<Verdict> race(List<Future<Verdict>> answers) throws Exception {
        var verdicts = new ArrayList<Verdict>();
        for (Future<Verdict> answer : answers) {
            verdicts.add(answer.get());
        }
        return verdicts;
    }
}
