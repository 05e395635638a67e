package org.podkeeper.booking.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.TeamId;
import org.podkeeper.booking.Availability;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingSettings;
import org.podkeeper.booking.Keeping;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.booking.Opening;
import org.podkeeper.booking.StandingPods;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** Gathers what the home page shows: what is free now and when, and what can be chosen. */
@Component
class HomePage {
    private static final int DAYS_SHOWN = 14;
    private static final Duration WORTH_WHILE = Duration.ofHours(1);

    private static final int OPENINGS_LOOKED_AT = 100;
    private static final int OPENINGS_SHOWN = 3;

    private final Catalog catalog;
    private final BookingDesk desk;
    private final Availability availability;
    private final People people;
    private final Keeping keeping;
    private final Room room;
    private final StandingPods standing;
    private final BookingSettings settings;
    private final Clock clock;

    HomePage(
            Catalog catalog,
            BookingDesk desk,
            Availability availability,
            People people,
            Keeping keeping,
            Room room,
            StandingPods standing,
            BookingSettings settings,
            Clock clock) {
        this.catalog = catalog;
        this.desk = desk;
        this.keeping = keeping;
        this.room = room;
        this.standing = standing;
        this.availability = availability;
        this.people = people;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What somebody comes with, from a gap in the calendar or a kept pod; what is unreadable counts as not said.
     *
     * @param from kept disks to begin with
     * @param at when it is wanted, null for now
     * @param length how many of {@code unit}, null for the usual length
     */
    record Wish(
            @Nullable UUID from,
            @Nullable Instant at,
            @Nullable Integer length,
            BookingForm.Unit unit) {
        static final Wish NONE = new Wish(null, null, null, BookingForm.Unit.DAYS);

        static Wish of(@Nullable UUID from, @Nullable String at, @Nullable String length, @Nullable String unit) {
            boolean hours = BookingForm.Unit.HOURS.name().equals(unit);
            try {
                return new Wish(
                        from,
                        at == null || at.isBlank() ? null : Instant.parse(at),
                        length == null || length.isBlank() ? null : Integer.valueOf(length),
                        hours ? BookingForm.Unit.HOURS : BookingForm.Unit.DAYS);
            } catch (DateTimeParseException | NumberFormatException e) {
                return new Wish(from, null, null, BookingForm.Unit.DAYS);
            }
        }
    }

    /**
     * Fills the model.
     *
     * @param wish what the form is filled with
     * @param podKey the Pod that was chosen, or null for the first one that can be booked
     */
    void show(Model model, @Nullable String podKey, Wish wish, @Nullable Person person, ZoneId zone) {
        List<HostTime> hosts = availability.hostsInService(null);
        List<Pod> pods = catalog.pods();
        Pod chosen = pods.stream()
                .filter(pod -> pod.key().equals(podKey))
                .findFirst()
                .or(() -> pods.stream()
                        .filter(pod -> obstacles(pod, person).isEmpty() && fits(hosts, pod))
                        .findFirst())
                .orElse(pods.isEmpty() ? null : pods.getFirst());
        model.addAttribute(
                "pods",
                pods.stream()
                        .map(pod -> choice(pod, hosts, pod.equals(chosen), person))
                        .sorted(Comparator.comparing(PodChoice::isBookable).reversed())
                        .toList());
        model.addAttribute("chosen", chosen);
        model.addAttribute("configs", chosen == null ? List.of() : configs(chosen, person));
        model.addAttribute(
                "hosts",
                hosts.stream()
                        .map(time -> HostDays.of(time, clock.instant(), zone, DAYS_SHOWN))
                        .toList());
        model.addAttribute(
                "hasKeys", person != null && !people.sshKeysOf(person.id()).isEmpty());
        model.addAttribute("settings", settings);
        model.addAttribute("kept", chosen == null || person == null ? List.of() : kept(chosen, person));
        model.addAttribute("teams", person == null ? List.of() : room.teams(person));
        TeamId team = model.getAttribute("form") instanceof BookingForm form && form.team() != null
                ? new TeamId(form.team())
                : null;
        Room.Left left = chosen == null || person == null ? null : room.of(person, team, chosen);
        if (left != null) {
            model.addAttribute("room", left);
        }
        if (!model.containsAttribute("form") && chosen != null) {
            model.addAttribute(
                    "form",
                    BookingForm.empty(
                            chosen.id().value(),
                            configs(chosen, person).stream()
                                    .filter(choice -> choice.obstacles().isEmpty())
                                    .map(choice -> choice.config().id().value())
                                    .findFirst()
                                    .orElse(null),
                            wish,
                            zone,
                            usualLength(left)));
        }
    }

    /** As the portal's settings say, unless the person's limits leave less. */
    private Duration usualLength(Room.@Nullable Left left) {
        Duration usual = settings.defaultLength();
        return left != null && left.longest().compareTo(usual) < 0 ? left.longest() : usual;
    }

    /**
     * When it can be had instead.
     *
     * @param before until when it may be waited for something earlier; null when there is no opening at all
     */
    public record OtherTimes(
            List<Opening> openings, @Nullable Instant before) {}

    /** After a refusal for want of room: the next openings that come after the start that was asked for. */
    void offerOtherTimes(Model model, BookingRequest request) {
        Instant now = clock.instant();
        Instant asked = request.start();
        Instant from = asked == null || asked.isBefore(now) ? now : asked;
        List<Opening> openings = catalog
                .pod(request.pod())
                .map(pod -> availability.openings(
                        availability.hostsInService(request.lab()),
                        pod.resources(),
                        request.length(),
                        desk.preparation(request.pod(), request.config()),
                        OPENINGS_LOOKED_AT))
                .orElse(List.of())
                .stream()
                .flatMap(opening -> opening.notBefore(from, request.length()).stream())
                .limit(OPENINGS_SHOWN)
                .toList();
        model.addAttribute(
                "otherTimes",
                new OtherTimes(
                        openings,
                        openings.isEmpty() ? null : openings.getFirst().start().minusSeconds(1)));
    }

    /** What the person has kept of this Pod. */
    private List<KeptPod> kept(Pod pod, Person person) {
        return keeping.of(person.id()).stream()
                .filter(KeptPod::isWhole)
                .filter(kept -> catalog.pod(kept.pod()).map(Pod::key).equals(Optional.of(pod.key())))
                .toList();
    }

    private PodChoice choice(Pod pod, List<HostTime> hosts, boolean chosen, @Nullable Person person) {
        Duration length = settings.defaultLength();
        int stand = standing.ready(pod.id());
        int free = availability.freeNow(hosts, pod.resources(), length) + stand;
        Instant first = free > 0
                ? null
                : availability
                        .firstStart(hosts, pod.resources(), clock.instant(), length, settings.firstPreparation())
                        .orElse(null);
        Duration shorter = free > 0 ? Duration.ZERO : availability.longestNow(hosts, pod.resources());
        return new PodChoice(
                pod,
                free,
                stand,
                shorter.compareTo(WORTH_WHILE) < 0 ? Duration.ZERO : shorter.truncatedTo(ChronoUnit.MINUTES),
                first,
                chosen,
                person == null ? List.of() : room.obstacles(person, pod),
                obstacles(pod, person));
    }

    /** Whether some host is as large as the Pod, whoever has it now. */
    static boolean fits(List<HostTime> hosts, Pod pod) {
        return hosts.stream().anyMatch(time -> time.host().limit().covers(pod.resources()));
    }

    /** What stands in the way of every Config of the Pod, said of the first. */
    private List<String> obstacles(Pod pod, @Nullable Person person) {
        List<ConfigChoice> configs = configs(pod, person);
        if (configs.isEmpty()) {
            return List.of("No Config for this Pod exists yet: a lab admin can add one to the catalog.");
        }
        return configs.stream().anyMatch(choice -> choice.obstacles().isEmpty())
                ? List.of()
                : configs.getFirst().obstacles();
    }

    private List<ConfigChoice> configs(Pod pod, @Nullable Person person) {
        List<Config> all = catalog.configsFor(pod.key(), person);
        return all.stream()
                .map(config -> new ConfigChoice(config, catalog.obstacles(pod, config)))
                .toList();
    }
}
