package org.podkeeper.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostCare;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.DeploymentBroken;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.Draining;
import org.podkeeper.provisioning.HelpDesk;
import org.podkeeper.provisioning.Provisioning;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.transaction.support.TransactionTemplate;

/** Who is told what when something happens, and what people ask each other. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class TellingPeopleTest {
    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Provisioning provisioning;

    @Autowired
    Draining draining;

    @Autowired
    HelpDesk help;

    @Autowired
    HostCare care;

    @Autowired
    Inventory inventory;

    @Autowired
    Inbox inbox;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    Clock clock;

    private Person owner;
    private Person admin;
    private Pod pod;

    @BeforeEach
    void people() {
        lab.removeAll();
        owner = lab.somebody(Role.USER);
        admin = lab.somebody(Role.LAB_ADMIN);
        pod = lab.pod("all-in-one-tiny");
    }

    @Test
    void drainingMovesWhatHasNotBegunTellsItsOwnersAndSaysWhatCouldNotMove() {
        HostId a = lab.host(twice());
        BookingView first = book();
        BookingView second = book();
        HostId b = lab.host(pod.resources());

        assertThat(draining.drain(a, "", admin)).isInstanceOf(Change.Refused.class);
        assertThat(draining.drain(a, "new disks", admin)).isEqualTo(new Change.Done<>(new Draining.Outcome(1, 1)));

        assertThat(inventory.host(a).orElseThrow().state()).isEqualTo(HostState.OUT_OF_SERVICE);
        BookingView moved = at(first).host().equals(b) ? first : second;
        BookingView left = moved == first ? second : first;
        assertThat(at(moved).host()).isEqualTo(b);
        assertThat(provisioning.allOf(moved.id()))
                .extracting(DeploymentView::state)
                .containsExactly(DeploymentState.GONE, DeploymentState.PLANNED);
        assertThat(at(left).host()).isEqualTo(a);
        assertThat(at(left).cause()).contains("new disks", "no other host");
        assertThat(inbox.of(owner.id(), true)).singleElement().satisfies(message -> {
            assertThat(message.kind()).isEqualTo(MessageKind.MOVED);
            assertThat(message.title()).contains("#" + moved.number());
            assertThat(message.body()).contains("new disks");
            assertThat(message.link()).isEqualTo("/bookings/" + moved.id());
        });

        draining.undo(a, "done", admin);
        assertThat(inventory.host(a).orElseThrow().state()).isEqualTo(HostState.IN_SERVICE);
        assertThat(at(left).cause()).isNull();
        assertThat(at(moved).host()).isEqualTo(b);
    }

    @Test
    void labAdminsAreToldOfAHostThatLeavesThePoolAndOfItsReturn() {
        HostId host = lab.host(pod.resources());
        care.failed(host, UUID.randomUUID(), "one", "no space.");
        care.failed(host, UUID.randomUUID(), "two", "no space.");
        care.passedTrial(host, "A trial machine started.");
        assertThat(inbox.of(admin.id(), false))
                .extracting(Message::kind)
                .containsExactlyInAnyOrder(MessageKind.HOST_WITHDRAWN, MessageKind.HOST_RETURNED);
        assertThat(inbox.of(owner.id(), false)).isEmpty();
    }

    @Test
    void anOwnerAsksOnceALabAdminAnswersAndBothReadItInTheirInbox() {
        lab.host(twice());
        BookingView booking = book();
        assertThat(help.ask(booking.id(), owner)).isTrue();
        assertThat(help.ask(booking.id(), owner)).isFalse();
        assertThat(inbox.of(admin.id(), true)).singleElement().satisfies(message -> {
            assertThat(message.kind()).isEqualTo(MessageKind.HELP_ASKED);
            assertThat(message.title()).contains(owner.fullName(), "#" + booking.number());
        });
        assertThatThrownBy(() -> help.ask(booking.id(), lab.somebody(Role.INSTRUCTOR)))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> help.answer(booking.id(), "no", owner)).isInstanceOf(AccessDeniedException.class);

        assertThat(help.answer(booking.id(), "  ", admin)).isFalse();
        assertThat(help.answer(booking.id(), "Try kvm2.", admin)).isTrue();
        assertThat(help.answer(booking.id(), "Once more.", admin)).isFalse();
        assertThat(inbox.of(owner.id(), true))
                .singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("Try kvm2."));
        assertThat(help.of(booking.id()))
                .singleElement()
                .satisfies(request -> assertThat(request.answeredBy()).isEqualTo(admin.userName()));
        assertThat(help.ask(booking.id(), owner)).as("a new question").isTrue();
    }

    @Test
    void whatIsReadIsNotNewAndNobodyReadsAnothersInbox() {
        lab.host(twice());
        BookingView booking = book();
        transaction.executeWithoutResult(tx -> events.publishEvent(new DeploymentBroken(booking, at(booking))));
        List<Message> mine = inbox.of(owner.id(), false);
        assertThat(inbox.unread(owner.id())).isOne();
        assertThat(inbox.read(mine.getFirst().id(), admin.id())).isEmpty();
        assertThat(inbox.unread(owner.id())).isOne();
        assertThat(inbox.read(mine.getFirst().id(), owner.id())).isPresent();
        assertThat(inbox.unread(owner.id())).isZero();
        assertThat(inbox.of(owner.id(), true)).isEmpty();
        assertThat(inbox.of(owner.id(), false))
                .extracting(Message::kind)
                .containsExactly(MessageKind.DEPLOYMENT_FAILED, MessageKind.CONFIRMED);
    }

    private org.podkeeper.kernel.Resources twice() {
        return pod.resources().plus(pod.resources());
    }

    private DeploymentView at(BookingView booking) {
        return provisioning.of(booking.id()).orElseThrow();
    }

    private BookingView book() {
        var request = new BookingRequest(
                pod.id(),
                lab.configFor(pod).id(),
                null,
                "to be told of",
                clock.instant().plus(Duration.ofDays(2)),
                Duration.ofHours(1),
                null);
        return switch (desk.book(request, owner)) {
            case Verdict.Booked(var booked) -> booked;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }
}
