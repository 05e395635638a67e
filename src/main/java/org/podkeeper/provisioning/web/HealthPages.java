package org.podkeeper.provisioning.web;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.LabHold;
import org.podkeeper.booking.LabHolds;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Complaint;
import org.podkeeper.inventory.HostCare;
import org.podkeeper.inventory.HostDetails;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.Chronicle;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.Draining;
import org.podkeeper.provisioning.HostTrials;
import org.podkeeper.provisioning.Provisioning;
import org.podkeeper.provisioning.TrialView;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How a host is and was, what is on it, and how it is tried or emptied. */
@Controller
@RequestMapping("/hosts/{id}")
@PreAuthorize("hasRole('LAB_ADMIN')")
class HealthPages {
    private static final int LATELY = 50;

    private final Inventory inventory;
    private final HostCare care;
    private final HostTrials trials;
    private final Draining draining;
    private final Chronicle chronicle;
    private final Names names;

    /** For the words on the page. */
    @org.springframework.stereotype.Component("healthPagesNames")
    record Names(
            BookingDesk desk,
            Provisioning provisioning,
            People people,
            LabHolds holds,
            Clock clock,
            MessageSource messages) {}

    HealthPages(
            Inventory inventory,
            HostCare care,
            HostTrials trials,
            Draining draining,
            Chronicle chronicle,
            Names names) {
        this.inventory = inventory;
        this.care = care;
        this.trials = trials;
        this.draining = draining;
        this.chronicle = chronicle;
        this.names = names;
    }

    /**
     * A deployment on the host.
     *
     * @param movedTo name of the host that its booking has instead, or null
     * @param took from the beginning of work until ready, or null
     */
    record Row(
            BookingView booking,
            DeploymentView it,
            String owner,
            @Nullable String movedTo,
            @Nullable Duration took) {
        public boolean isPlanned() {
            return it.state() == DeploymentState.PLANNED;
        }

        public boolean isRunning() {
            return it.workBeganAt() != null && it.state() != DeploymentState.GONE;
        }

        public boolean isMovedAway() {
            return it.givenUp() && it.workBeganAt() == null;
        }
    }

    @GetMapping("/health")
    String show(@PathVariable UUID id, Model model) {
        fill(new HostId(id), model);
        return "provisioning/health";
    }

    /** The part that changes while the host is tried, for htmx. */
    @GetMapping("/health/live")
    String live(@PathVariable UUID id, Model model) {
        fill(new HostId(id), model);
        return "provisioning/health :: live";
    }

    @PostMapping("/try")
    String tryIt(@PathVariable UUID id, Person person) {
        trials.ask(details(new HostId(id)).host().id(), person);
        return "redirect:/hosts/" + id + "/health";
    }

    @PostMapping("/drain")
    String drain(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            Person person,
            RedirectAttributes flash) {
        switch (draining.drain(details(new HostId(id)).host().id(), reason, person)) {
            case Change.Done<Draining.Outcome>(var outcome) ->
                flash.addFlashAttribute("notice", say("drained", outcome.moved(), outcome.left()));
            case Change.Refused<Draining.Outcome>(var complaints) ->
                flash.addFlashAttribute("problem", say(complaints));
        }
        return "redirect:/hosts/" + id + "/health#bookings";
    }

    @PostMapping("/drain/undo")
    String undo(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            Person person,
            RedirectAttributes flash) {
        switch (draining.undo(details(new HostId(id)).host().id(), reason, person)) {
            case Change.Done<HostId> done -> flash.addFlashAttribute("notice", say("undone"));
            case Change.Refused<HostId>(var complaints) -> flash.addFlashAttribute("problem", say(complaints));
        }
        return "redirect:/hosts/" + id + "/health";
    }

    private void fill(HostId id, Model model) {
        model.addAttribute("details", details(id));
        model.addAttribute("failures", care.failures(id));
        model.addAttribute("changes", care.history(id));
        model.addAttribute("held", held(id));
        TrialView trial = trials.latest(id).orElse(null);
        model.addAttribute("trial", trial);
        model.addAttribute("trials", trials.of(id, 10));
        List<Row> rows = chronicle.onHost(id, LATELY).stream()
                .map(this::row)
                .flatMap(Optional::stream)
                .toList();
        model.addAttribute("rows", rows);
        model.addAttribute("planned", rows.stream().filter(Row::isPlanned).toList());
        model.addAttribute("running", rows.stream().filter(Row::isRunning).toList());
        model.addAttribute("movedAway", rows.stream().filter(Row::isMovedAway).toList());
    }

    /** What the lab holds of it for itself. */
    private List<LabHold> held(HostId id) {
        return names.holds().reachingBeyond(names.clock().instant()).stream()
                .filter(hold -> hold.host().equals(id))
                .toList();
    }

    private Optional<Row> row(DeploymentView deployment) {
        return names.desk().find(deployment.booking()).map(booking -> {
            String owner =
                    names.people().find(booking.owner()).map(Person::fullName).orElse("");
            Duration took = deployment.workBeganAt() == null || deployment.readyAt() == null
                    ? null
                    : Duration.between(deployment.workBeganAt(), deployment.readyAt());
            String movedTo = deployment.givenUp()
                    ? names.provisioning()
                            .of(booking.id())
                            .flatMap(now -> inventory.host(now.host()))
                            .map(KvmHost::name)
                            .orElse(null)
                    : null;
            return new Row(booking, deployment, owner, movedTo, took);
        });
    }

    private String say(String code, Object... arguments) {
        return names.messages().getMessage("provisioning.health." + code, arguments, Locale.ENGLISH);
    }

    private String say(List<Complaint> complaints) {
        return String.join(
                " ",
                complaints.stream()
                        .map(complaint -> names.messages()
                                .getMessage(
                                        complaint.code(), complaint.arguments().toArray(), Locale.ENGLISH))
                        .toList());
    }

    private HostDetails details(HostId id) {
        return inventory.details(id).orElseThrow(() -> new NotFound("Host " + id));
    }
}
