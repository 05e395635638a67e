package org.podkeeper;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Pod;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.LastLogins;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.waiting.NewWish;
import org.podkeeper.waiting.Questions;
import org.podkeeper.waiting.WaitingList.Answer;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishMode;
import org.springframework.beans.factory.annotation.Autowired;

/** A full host, somebody who waits, an owner who returns what nobody uses: real machines for both. */
class WaitingOnRealHostsTest extends OnRealHosts {
    @TempDir
    static Path others;

    @Autowired
    LastLogins logins;

    @Autowired
    Questions questions;

    @Test
    void whoWaitsGetsMachinesWhenTheOwnerReturnsWhatNobodyUses() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        BookingView booking = book(single);
        awaitState(booking, DeploymentState.READY);
        List<MachineView> machines = provisioning.machines(deploymentOf(booking));

        var ssh = new OwnersSsh(Files.createDirectories(others.resolve("waits")));
        Person waits = people.some(Role.USER);
        keys.add(waits.id(), "laptop", ssh.publicKey());
        Wish wish = wait(single, booking, waits);

        // the machine knows when its owner was in it
        Instant ready = idleSince(booking);
        Instant before = Instant.now();
        SSH.run(RealHosts.one(), machines, machines.getFirst(), "true");
        Instant after = idleSince(booking);
        assertThat(after).isAfter(ready).isBetween(before.minusSeconds(5), Instant.now());

        // a day later it would be asked for
        questions.consider(booking.id(), after.minus(Duration.ofDays(2)));
        assertThat(page(booking)).contains("Are you still using it?", "Return it now");
        assertThat(api().request("POST", "/api/v1/bookings/" + booking.id() + "/use/needed", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(page(booking)).doesNotContain("Are you still using it?").contains("Last used");

        end(booking);
        BookingView next = await(
                "the waiting one is served",
                () -> waitingList
                        .find(wish.id(), waits)
                        .flatMap(found -> Optional.ofNullable(found.booking()))
                        .flatMap(desk::find)
                        .orElse(null));
        assertThat(next.owner()).isEqualTo(waits.id());
        awaitState(next, DeploymentState.READY);
        List<MachineView> nexts = provisioning.machines(deploymentOf(next));
        assertThat(ssh.tryToRun(RealHosts.one(), nexts, nexts.getFirst(), "true")
                        .code())
                .isZero();
        desk.end(next.id(), waits);
        awaitState(next, DeploymentState.GONE);
    }

    private Instant idleSince(BookingView booking) {
        return requireNonNull(
                logins.ask(booking.id(), Duration.ZERO).orElseThrow().idleSince());
    }

    private Wish wait(Pod pod, BookingView booking, Person person) {
        var request = new BookingRequest(
                pod.id(), booking.config(), null, "to go on with it", null, Duration.ofMinutes(30), null);
        Instant latest = booking.window().end().minusSeconds(1);
        return switch (waitingList.join(new NewWish(request, latest, WishMode.AUTOMATIC), person)) {
            case Answer.Listed(var wish) -> wish;
            case Answer.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }
}
