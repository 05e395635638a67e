package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.OutageDraft;
import org.podkeeper.outage.OutageDesk;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.KeptPods;
import org.springframework.beans.factory.annotation.Autowired;

/** A pod whose host has an outage goes on from its disks on another host, on real machines. */
class OutageStoryTest extends OnRealHosts {
    @Autowired
    OutageDesk outages;

    @Autowired
    Inventory inventory;

    @Autowired
    KeptPods keptPods;

    @AfterEach
    void noOutageIsLeft() {
        everythingIsTornDown();
        outages.toCome().forEach(one -> outages.end(one.outage().id()));
        keptPods.of(person.id()).forEach(kept -> keptPods.delete(kept.id(), person));
        await("nothing is kept", () -> keptPods.of(person.id()).isEmpty() ? person : null);
    }

    @Test
    void goesOnElsewhereFromItsDisks() throws Exception {
        Pod single = lab.pod(TINY);
        HostId one = lab.realHost(RealHosts.one(), single.resources());
        lab.realHost(RealHosts.two(), single.resources());
        BookingView booking = book(single);
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        KvmHostForTests first = deployment.host().equals(one) ? RealHosts.one() : RealHosts.two();
        KvmHostForTests second = first == RealHosts.one() ? RealHosts.two() : RealHosts.one();
        var machines = provisioning.machines(deployment);
        SSH.run(first, machines, machines.getFirst(), "echo mine > note && sync");

        announced(deployment.host());
        String move = "/api/v1/bookings/" + booking.id() + "/move";
        assertThat(api().request("GET", move, "").body())
                .contains("\"begun\":true", "\"disks\":true", OtherPlace.Kind.OTHER_HOST.name());
        HostId other = inventory.hosts().stream()
                .filter(host -> host.uri().equals(second.uri()))
                .findFirst()
                .orElseThrow()
                .id();
        assertThat(page(booking)).contains("new disks");
        var accepted = api().request("POST", move, "{\"kind\": \"OTHER_HOST\", \"host\": \"" + other + "\"}");
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);

        BookingView next = await(
                "the booking that goes on",
                () -> desk.of(person.id()).stream()
                        .filter(candidate -> !candidate.id().equals(booking.id()))
                        .findFirst()
                        .orElse(null));
        assertThat(next.window().end()).isEqualTo(booking.window().end());
        assertThat(next.choices().memory()).isEqualTo(booking.choices().memory());
        DeploymentView stands = awaitState(next, DeploymentState.READY);
        assertThat(stands.host()).isEqualTo(other);
        var moved = provisioning.machines(stands);
        assertThat(SSH.run(second, moved, moved.getFirst(), "cat note").strip()).isEqualTo("mine");
        awaitState(booking, DeploymentState.GONE);
        assertThat(desk.find(booking.id()).orElseThrow().state()).isEqualTo(BookingState.ENDED);
        nothingIsLeftOn(first);
        assertThat(outages.hitting(next)).isEmpty();
    }

    private void announced(HostId host) {
        LabId where = inventory.host(host).orElseThrow().lab();
        Instant soon = clock.instant().plus(Duration.ofMinutes(30));
        var draft =
                new OutageDraft(where, host, soon, soon.plus(Duration.ofHours(2)), "new disks", Duration.ZERO, true);
        assertThat(outages.announce(draft, people.some(Role.LAB_ADMIN))).isInstanceOf(Change.Done.class);
    }
}
