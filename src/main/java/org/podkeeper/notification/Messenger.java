package org.podkeeper.notification;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingEndMoved;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingOwnerChanged;
import org.podkeeper.booking.BookingPeopleChanged;
import org.podkeeper.booking.BookingView;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostReturned;
import org.podkeeper.inventory.HostWithdrawn;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.DeploymentBroken;
import org.podkeeper.provisioning.DeploymentMoved;
import org.podkeeper.provisioning.DeploymentReady;
import org.podkeeper.provisioning.HelpAnswered;
import org.podkeeper.provisioning.HelpAsked;
import org.podkeeper.provisioning.HelpRequest;
import org.podkeeper.provisioning.OperationFailed;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Turns what happened into messages, in the transaction in which it happens: who is told and what happened are never
 * apart.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
class Messenger {
    private final Inbox inbox;
    private final People people;
    private final BookingDesk desk;
    private final Inventory inventory;
    private final Sentences sentences;

    Messenger(Inbox inbox, People people, BookingDesk desk, Inventory inventory, Sentences sentences) {
        this.inbox = inbox;
        this.people = people;
        this.desk = desk;
        this.inventory = inventory;
        this.sentences = sentences;
    }

    @EventListener
    public void on(DeploymentBroken event) {
        tellOwner(
                event.booking(),
                MessageKind.DEPLOYMENT_FAILED,
                sentences(event.deployment().cause(), event.deployment().nextAction()));
    }

    @EventListener
    public void on(DeploymentMoved event) {
        String to = name(event.to().host());
        tellOwner(
                event.booking(),
                event.failed() ? MessageKind.TRIED_ELSEWHERE : MessageKind.MOVED,
                event.failed()
                        ? say(
                                "TRIED_ELSEWHERE.body",
                                name(event.from()),
                                event.why(),
                                to,
                                event.to().hostTry(),
                                event.hosts())
                        : say("MOVED.body", name(event.from()), to, event.why()));
    }

    @EventListener
    public void on(DeploymentReady event) {
        desk.find(event.deployment().booking())
                .ifPresent(booking -> tellOwner(booking, MessageKind.READY, say("READY.body", booking.purpose())));
    }

    @EventListener
    public void on(BookingEndMoved event) {
        BookingView booking = event.booking();
        if (event.by().id().equals(booking.owner())) {
            return;
        }
        ZoneId zone = people.find(booking.owner()).map(Person::timeZone).orElse(ZoneOffset.UTC);
        String body = say(
                "END_MOVED.body",
                event.by().fullName(),
                at(event.before().window().end(), zone),
                at(booking.window().end(), zone),
                event.why());
        inbox.post(
                booking.owner(),
                MessageKind.CHANGED,
                say(event.later() ? "EXTENDED.title" : "SHORTENED.title", number(booking)),
                body,
                page(booking.id()));
    }

    @EventListener
    public void on(BookingPeopleChanged event) {
        BookingView booking = event.booking();
        Person subject = event.subject();
        String by = event.by().fullName();
        String grade =
                say("grade." + (event.after() == null ? "none" : event.after().name()));
        if (!subject.id().equals(event.by().id())) {
            boolean added = event.after() != null;
            inbox.post(
                    subject.id(),
                    MessageKind.ADDED,
                    say(added ? "SHARED.title" : "UNSHARED.title", number(booking), grade),
                    say(added ? "SHARED.body" : "UNSHARED.body", by, booking.purpose()),
                    added ? page(booking.id()) : null);
        }
        if (!booking.owner().equals(event.by().id())) {
            inbox.post(
                    booking.owner(),
                    MessageKind.CHANGED,
                    say("PEOPLE.title", number(booking)),
                    say("PEOPLE.body", by, subject.fullName(), grade),
                    page(booking.id()) + "#people");
        }
    }

    @EventListener
    public void on(BookingOwnerChanged event) {
        BookingView booking = event.booking();
        String by = event.by().fullName();
        if (!event.to().id().equals(event.by().id())) {
            inbox.post(
                    event.to().id(),
                    MessageKind.ADDED,
                    say("HANDED.title", number(booking)),
                    say("HANDED.body", by, booking.purpose()),
                    page(booking.id()));
        }
        if (!event.from().id().equals(event.by().id())) {
            inbox.post(
                    event.from().id(),
                    MessageKind.CHANGED,
                    say("HANDED_AWAY.title", number(booking), event.to().fullName()),
                    say("HANDED_AWAY.body", by),
                    null);
        }
    }

    @EventListener
    public void on(OperationFailed event) {
        String what =
                sentences.word("provisioning.operation." + event.operation().kind());
        desk.find(event.booking()).ifPresent(booking -> {
            Person asked = people.findByUserName(event.operation().who()).orElse(null);
            Person owner = people.find(booking.owner()).orElse(null);
            Stream.of(asked, owner)
                    .flatMap(Stream::ofNullable)
                    .distinct()
                    .forEach(person -> inbox.post(
                            person.id(),
                            MessageKind.OPERATION_FAILED,
                            say("OPERATION_FAILED.title", what, number(booking)),
                            event.cause(),
                            page(booking.id())));
        });
    }

    @EventListener
    public void on(HostWithdrawn event) {
        tellAdmins(
                MessageKind.HOST_WITHDRAWN,
                say("HOST_WITHDRAWN.title", event.host().name()),
                event.why() + " " + say("HOST_WITHDRAWN.next"),
                page(event.host().id()));
    }

    @EventListener
    public void on(HostReturned event) {
        tellAdmins(
                MessageKind.HOST_RETURNED,
                say("HOST_RETURNED.title", event.host().name()),
                event.why(),
                page(event.host().id()));
    }

    @EventListener
    public void on(HelpAsked event) {
        HelpRequest request = event.request();
        tellAdmins(
                MessageKind.HELP_ASKED,
                say("HELP_ASKED.title", event.by().fullName(), number(event.booking())),
                sentences(
                        request.cause() == null ? say("HELP_ASKED.noCause") : request.cause(),
                        request.incident() == null ? null : say("HELP_ASKED.incident", request.incident())),
                page(event.booking().id()) + "#help");
    }

    @EventListener
    public void on(HelpAnswered event) {
        String by = String.valueOf(event.request().answeredBy());
        inbox.post(
                event.request().askedBy(),
                MessageKind.HELP_ANSWERED,
                say("HELP_ANSWERED.title", by, number(event.booking())),
                String.valueOf(event.request().answer()),
                page(event.booking().id()) + "#help");
    }

    private void tellOwner(BookingView booking, MessageKind kind, String body) {
        inbox.post(booking.owner(), kind, say(kind + ".title", number(booking)), body, page(booking.id()));
    }

    private void tellAdmins(MessageKind kind, String title, String body, String link) {
        people.all().stream()
                .filter(person -> person.is(Role.LAB_ADMIN))
                .forEach(person -> inbox.post(person.id(), kind, title, body, link));
    }

    private String say(String code, Object... arguments) {
        return sentences.say(code, arguments);
    }

    private String at(Instant instant, ZoneId zone) {
        return sentences.at(instant, zone);
    }

    private static String sentences(@Nullable String... all) {
        return String.join(" ", Stream.of(all).flatMap(Stream::ofNullable).toList());
    }

    /** Without the thousands' separator that a number would get. */
    private static String number(BookingView booking) {
        return String.valueOf(booking.number());
    }

    private static String page(BookingId booking) {
        return "/bookings/" + booking;
    }

    private static String page(HostId host) {
        return "/hosts/" + host + "/health";
    }

    private String name(HostId host) {
        return inventory.host(host).map(KvmHost::name).orElse("another host");
    }
}
