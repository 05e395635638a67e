package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A pod that cannot be made on one host is tried on others, and nothing of it is forgotten anywhere. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class AnotherHostTest {
    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Provisioning provisioning;

    @Autowired
    AnotherHost anotherHost;

    @Autowired
    Foreman foreman;

    @Autowired
    Logbook logbook;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    private Person owner;
    private Pod pod;

    @BeforeEach
    void nothingYet() {
        lab.removeAll();
        owner = lab.somebody(Role.USER);
        pod = lab.pod("all-in-one-tiny");
    }

    @Test
    void isMadeOnTheNextHostWhileTheFirstPlaceStaysHeldUntilItIsVerifiedEmpty() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book();
        HostId b = lab.host(pod.resources());
        DeploymentView first = begin(booking);

        anotherHost.failed(first, refused("no space"));

        DeploymentView second = provisioning.of(booking.id()).orElseThrow();
        assertThat(second.host()).isEqualTo(b);
        assertThat(second.hostTry()).isEqualTo(2);
        assertThat(second.state()).isEqualTo(DeploymentState.PLANNED);
        assertThat(provisioning.allOf(booking.id()).getFirst().state()).isEqualTo(DeploymentState.TEARING_DOWN);
        assertThat(provisioning.triedBefore(second)).singleElement().satisfies(tried -> {
            assertThat(tried.cause()).isEqualTo("no space");
            assertThat(tried.removed()).isFalse();
        });
        assertThat(holds(booking, a)).isOne();
        assertThat(holds(booking, b)).isOne();

        foreman.gone(first.id());
        assertThat(holds(booking, a)).isZero();
        assertThat(holds(booking, b)).isOne();
        assertThat(history(second)).containsExactly("moved here from " + name(a) + ": no space");
        assertThat(history(first)).contains("no space", "verified: nothing is left on the host");

        desk.end(booking.id(), owner);
        assertThat(holds(booking, b)).isZero();
    }

    @Test
    void endsOnBothHostsWhenTheBookingEndsMeanwhile() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book();
        HostId b = lab.host(pod.resources());
        DeploymentView first = begin(booking);
        anotherHost.failed(first, refused("no space"));
        DeploymentView second = begin(booking);

        desk.end(booking.id(), owner);

        assertThat(provisioning.allOf(booking.id()))
                .extracting(DeploymentView::state)
                .containsExactly(DeploymentState.TEARING_DOWN, DeploymentState.TEARING_DOWN);
        foreman.gone(second.id());
        assertThat(holds(booking, a)).as("still to be verified").isOne();
        foreman.gone(first.id());
        assertThat(holds(booking, a) + holds(booking, b)).isZero();
    }

    @Test
    void isBrokenAfterThreeHostsAndSaysSo() {
        lab.host(pod.resources());
        BookingView booking = book();
        lab.host(pod.resources());
        lab.host(pod.resources());
        lab.host(pod.resources());
        for (int i = 0; i < 3; i++) {
            anotherHost.failed(begin(booking), refused("no space, time " + i));
        }
        DeploymentView last = provisioning.of(booking.id()).orElseThrow();
        assertThat(last.state()).isEqualTo(DeploymentState.BROKEN);
        assertThat(last.cause()).isEqualTo("no space, time 2");
        assertThat(last.nextAction()).startsWith("3 hosts were tried.");
        assertThat(provisioning.triedBefore(last)).hasSize(2);

        anotherHost.tryAgain(booking.id(), "carla");
        DeploymentView again = provisioning.of(booking.id()).orElseThrow();
        assertThat(again.id()).isEqualTo(last.id());
        assertThat(again.hostTry()).isOne();
        assertThat(again.state()).isEqualTo(DeploymentState.PREPARING);
    }

    @Test
    void isBrokenWhereNoOtherHostHasRoomAndKeepsItsPlace() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book();
        lab.host(new Resources(1, 1, 1));
        anotherHost.failed(begin(booking), refused("no space"));
        DeploymentView broken = provisioning.of(booking.id()).orElseThrow();
        assertThat(broken.host()).isEqualTo(a);
        assertThat(broken.state()).isEqualTo(DeploymentState.BROKEN);
        assertThat(broken.nextAction()).contains("No other host of the lab has room");
        assertThat(broken.incident()).isNotNull();
        assertThat(holds(booking, a)).isOne();
    }

    @Test
    void doesNotBlameHostsForWhatHappensTheSameOnTwo() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book();
        lab.host(pod.resources());
        lab.host(pod.resources());
        Failure silent = Failure.of(Failure.Kind.SILENT, "jump stopped while it was starting (it is OFF).");
        anotherHost.failed(begin(booking), silent);
        anotherHost.failed(begin(booking), silent);
        DeploymentView broken = provisioning.of(booking.id()).orElseThrow();
        assertThat(broken.state()).isEqualTo(DeploymentState.BROKEN);
        assertThat(broken.nextAction()).contains("The same happened on " + name(a), "Correct the Config");
    }

    @Test
    void tellsAtOnceWhatNoHostCouldDoBetter() {
        lab.host(pod.resources());
        BookingView booking = book();
        lab.host(pod.resources());
        anotherHost.failed(begin(booking), Failure.of(Failure.Kind.NOT_THE_HOST, "The image is gone."));
        DeploymentView broken = provisioning.of(booking.id()).orElseThrow();
        assertThat(broken.state()).isEqualTo(DeploymentState.BROKEN);
        assertThat(provisioning.allOf(booking.id())).hasSize(1);
    }

    @Test
    void isNotOfferedFromWhatWasDoneBeforeItWasTriedAgain() {
        lab.host(pod.resources());
        BookingView booking = book();
        DeploymentView first = begin(booking);
        jdbc.sql("update deployment_step set state = 'DONE' where deployment_id = :id and machine <> ''")
                .param("id", first.id().value())
                .update();
        assertThat(logbook.handedOver(first.id())).isNotEmpty();
        anotherHost.failed(first, Failure.of(Failure.Kind.NOT_THE_HOST, "The image is gone."));

        anotherHost.tryAgain(booking.id(), "carla");

        assertThat(logbook.handedOver(first.id())).isEmpty();
    }

    @Test
    void isTriedAgainElsewhereWhileItsHostTakesNoBookings() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book();
        DeploymentView first = begin(booking);
        anotherHost.failed(first, refused("no space"));
        lab.remove(a);
        HostId b = lab.host(pod.resources());

        anotherHost.tryAgain(booking.id(), "carla");

        DeploymentView again = provisioning.of(booking.id()).orElseThrow();
        assertThat(again.host()).isEqualTo(b);
        assertThat(again.hostTry()).isOne();
        assertThat(provisioning.allOf(booking.id()).getFirst().givenUp()).isTrue();
    }

    @Test
    void theDatabaseAllowsOneDeploymentThatIsNotGivenUp() {
        lab.host(pod.resources());
        BookingView booking = book();
        assertThatThrownBy(() ->
                        jdbc.sql("""
                                insert into deployment (id, booking_id, host_id, tag, pod_id, config_id, state, attempt, ordinal, prepare_from)
                                select gen_random_uuid(), booking_id, host_id, 'aaaaaaaaaa', pod_id, config_id, 'PLANNED', 1, 2, prepare_from
                                from deployment where booking_id = :booking
                                """).param("booking", booking.id().value()).update())
                .isInstanceOf(DuplicateKeyException.class)
                .hasMessageContaining("booking_has_one_live_deployment");
    }

    private static Failure refused(String cause) {
        return Failure.of(Failure.Kind.REFUSED, cause);
    }

    /** For in two days, so that no portal works on it. */
    private BookingView book() {
        var request = new BookingRequest(
                pod.id(),
                lab.configFor(pod).id(),
                null,
                "to be moved",
                clock.instant().plus(Duration.ofDays(2)),
                Duration.ofHours(1),
                null);
        return switch (desk.book(request, owner)) {
            case Verdict.Booked(var booked) -> booked;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private DeploymentView begin(BookingView booking) {
        DeploymentId id = provisioning.of(booking.id()).orElseThrow().id();
        return foreman.begin(id).orElseThrow().deployment();
    }

    private int holds(BookingView booking, HostId host) {
        return jdbc.sql(
                        "select count(*) from capacity_hold where booking_id = :booking and host_id = :host and not released")
                .param("booking", booking.id().value())
                .param("host", host.value())
                .query(Integer.class)
                .single();
    }

    private List<@Nullable String> history(DeploymentView deployment) {
        return jdbc.sql("select why from deployment_history where deployment_id = :id order by id")
                .param("id", deployment.id().value())
                .query(String.class)
                .list();
    }

    private String name(HostId host) {
        return jdbc.sql("select name from kvm_host where id = :id")
                .param("id", host.value())
                .query(String.class)
                .single();
    }
}
