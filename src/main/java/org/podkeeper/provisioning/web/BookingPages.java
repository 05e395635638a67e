package org.podkeeper.provisioning.web;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Image;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.Access;
import org.podkeeper.provisioning.BookingPart;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.HelpDesk;
import org.podkeeper.provisioning.KeptPods;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.PowerWatch;
import org.podkeeper.provisioning.Provisioning;
import org.podkeeper.web.NotFound;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A person's bookings, and one booking with its machines: how far they are and how to get in. */
@Controller
@RequestMapping("/bookings")
class BookingPages {
    private final BookingDesk desk;
    private final Provisioning provisioning;
    private final Operator operator;
    private final Catalog catalog;
    private final Inventory inventory;
    private final People people;
    private final PowerWatch power;
    private final HelpDesk help;
    private final KeptPods kept;
    private final ExtensionPart extension;
    private final PeoplePart peoplePart;
    private final UsePart use;
    private final ObjectProvider<BookingPart> parts;
    private final Clock clock;

    BookingPages(
            BookingDesk desk,
            Provisioning provisioning,
            Operator operator,
            Catalog catalog,
            Inventory inventory,
            People people,
            PowerWatch power,
            HelpDesk help,
            KeptPods kept,
            ExtensionPart extension,
            PeoplePart peoplePart,
            UsePart use,
            ObjectProvider<BookingPart> parts,
            Clock clock) {
        this.desk = desk;
        this.provisioning = provisioning;
        this.operator = operator;
        this.catalog = catalog;
        this.inventory = inventory;
        this.people = people;
        this.power = power;
        this.help = help;
        this.kept = kept;
        this.extension = extension;
        this.peoplePart = peoplePart;
        this.use = use;
        this.parts = parts;
        this.clock = clock;
    }

    @GetMapping
    String list(@RequestParam(defaultValue = "false") boolean everybody, Person person, Model model) {
        boolean mayAll = person.is(Role.INSTRUCTOR);
        List<BookingView> bookings = everybody && mayAll ? desk.endingAfter(clock.instant()) : desk.of(person.id());
        Map<BookingId, DeploymentView> deployments =
                provisioning.of(bookings.stream().map(BookingView::id).toList());
        Map<PersonId, Person> owners =
                people.find(bookings.stream().map(BookingView::owner).collect(Collectors.toSet())).stream()
                        .collect(Collectors.toMap(Person::id, Function.identity()));
        model.addAttribute(
                "rows",
                bookings.stream()
                        .map(booking -> BookingRow.of(
                                booking,
                                deployments.get(booking.id()),
                                catalog.pod(booking.pod()).orElseThrow(),
                                owners.get(booking.owner()),
                                clock.instant()))
                        .toList());
        model.addAttribute("everybody", everybody && mayAll);
        model.addAttribute("mayAll", mayAll);
        return "booking/list";
    }

    @GetMapping("/{id}")
    String show(@PathVariable UUID id, Person person, Model model) {
        fill(model, visible(id, person), person);
        return "booking/show";
    }

    /**
     * The part of the page that changes by itself, for htmx.
     *
     * @param shown the state that a page at rest shows: when it is another by now, the whole page is asked for
     */
    @GetMapping("/{id}/live")
    String live(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String shown,
            Person person,
            Model model,
            HttpServletResponse response) {
        fill(model, visible(id, person), person);
        if (shown != null && !shown.equals(model.getAttribute("shown"))) {
            response.setHeader("HX-Refresh", "true");
        }
        return "booking/show :: live";
    }

    @PostMapping("/{id}/end")
    String end(@PathVariable UUID id, Person person, RedirectAttributes flash) {
        BookingView booking = desk.end(visible(id, person).id(), person);
        flash.addFlashAttribute(
                "notice", "You ended booking #" + booking.number() + ". This page shows how its machines are removed.");
        return "redirect:/bookings/" + id;
    }

    @PostMapping("/{id}/try-again")
    String tryAgain(@PathVariable UUID id, Person person) {
        provisioning.tryAgain(visible(id, person).id(), person);
        return "redirect:/bookings/" + id;
    }

    private void fill(Model model, BookingView booking, Person person) {
        DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
        var host = inventory.host(deployment.host()).orElseThrow();
        model.addAttribute("booking", booking);
        use.show(model, booking);
        model.addAttribute("deployment", deployment);
        power.look(deployment);
        List<MachineView> machines = provisioning.machines(deployment);
        boolean unstarted =
                deployment.state() == DeploymentState.READY && machines.stream().allMatch(MachineView::neverStarted);
        Status status = unstarted ? Status.UNSTARTED : Status.of(booking, deployment, clock.instant());
        model.addAttribute("status", status);
        List<OperationView> operations = operator.latest(deployment.id());
        boolean busy = operations.stream().anyMatch(OperationView::isUnderWay);
        boolean mayOperate = deployment.state() == DeploymentState.READY && !busy && operator.may(booking, person);
        model.addAttribute("operations", operations);
        model.addAttribute("latest", operations.isEmpty() ? null : operations.getFirst());
        model.addAttribute("moving", status.moving() || busy);
        model.addAttribute(
                "shown",
                status.key()
                        + booking.window().end().getEpochSecond()
                        + (operations.isEmpty() ? "" : operations.getFirst().id())
                        + (status.moving() || busy ? "-moving" : ""));
        model.addAttribute("operate", mayOperate ? "/bookings/" + booking.id() + "/operations" : null);
        model.addAttribute(
                "media", catalog.media().stream().filter(Image::available).toList());
        model.addAttribute("snapshots", operator.snapshots(deployment.id()));
        model.addAttribute("kept", kept.of(booking.id()).orElse(null));
        model.addAttribute("ready", deployment.state() == DeploymentState.READY);
        model.addAttribute("snapshotsPerPod", operator.snapshotsPerPod());
        model.addAttribute("tried", provisioning.triedBefore(deployment));
        model.addAttribute("hostsToTry", provisioning.hosts());
        model.addAttribute("help", help.of(booking.id()));
        model.addAttribute("mayAnswer", person.is(Role.LAB_ADMIN));
        model.addAttribute("progress", provisioning.progress(deployment));
        model.addAttribute("start", provisioning.start(deployment).orElse(null));
        model.addAttribute("access", Access.of(booking, deployment, host, machines));
        model.addAttribute("pod", catalog.pod(booking.pod()).orElseThrow());
        model.addAttribute("config", catalog.config(booking.config()).orElseThrow());
        model.addAttribute("host", host);
        model.addAttribute("owner", people.find(booking.owner()).orElseThrow());
        model.addAttribute("isOwner", booking.owner().equals(person.id()));
        model.addAttribute("mayEnd", desk.mayEnd(booking, person));
        model.addAttribute("people", peoplePart.of(booking, deployment, person));
        model.addAttribute("mayUse", desk.rights(booking, person).use());
        model.addAttribute("changes", extension.changes(booking));
        model.addAttribute("extension", extension.of(booking, person, clock.instant()));
        model.addAttribute("now", clock.instant());
        parts.forEach(part -> model.addAttribute(part.name(), part.of(booking, person)));
    }

    /** Somebody else's booking does not exist for who may not see it. */
    private BookingView visible(UUID id, Person person) {
        return desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
    }
}
