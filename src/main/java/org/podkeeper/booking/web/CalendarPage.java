package org.podkeeper.booking.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.Availability;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingSettings;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.web.Times;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** When there is room for what, on which host. Names nobody, so that strangers may look. */
@Controller
class CalendarPage {
    private static final int OPENINGS = 6;

    private final Availability availability;
    private final Inventory inventory;
    private final Catalog catalog;
    private final BookingDesk desk;
    private final BookingSettings settings;
    private final Times times;
    private final Clock clock;

    CalendarPage(
            Availability availability,
            Inventory inventory,
            Catalog catalog,
            BookingDesk desk,
            BookingSettings settings,
            Times times,
            Clock clock) {
        this.availability = availability;
        this.inventory = inventory;
        this.catalog = catalog;
        this.desk = desk;
        this.settings = settings;
        this.times = times;
        this.clock = clock;
    }

    /** How much time is seen at once, the closest look first. */
    enum Zoom {
        DAY(1),
        WEEK(7),
        FORTNIGHT(14),
        MONTH(28),
        QUARTER(91);

        private final int days;

        Zoom(int days) {
            this.days = days;
        }

        public int days() {
            return days;
        }

        public String key() {
            return "booking.calendar.zoom." + name();
        }

        static Zoom of(@Nullable String name) {
            return Arrays.stream(values())
                    .filter(zoom -> zoom.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElse(FORTNIGHT);
        }
    }

    /** What the page was asked for; what is unreadable counts as not said. */
    record Look(
            @Nullable Pod pod,
            int length,
            BookingForm.Unit unit,
            @Nullable UUID lab,
            @Nullable String host,
            Zoom zoom) {
        boolean isAbout(KvmHost each) {
            return host == null || host.equals(each.name());
        }

        Duration lasting() {
            return unit.times(length);
        }
    }

    @GetMapping("/calendar")
    String calendar(
            @RequestParam @Nullable String pod,
            @RequestParam @Nullable String length,
            @RequestParam @Nullable String unit,
            @RequestParam @Nullable String lab,
            @RequestParam @Nullable String host,
            @RequestParam @Nullable String zoom,
            @RequestParam @Nullable String from,
            @Nullable Person person,
            Model model) {
        List<Pod> pods = catalog.pods();
        Look look = look(pods, pod, length, unit, lab, host, zoom);
        ZoneId zone = times.zone();
        Instant now = clock.instant();
        LocalDate today = now.atZone(zone).toLocalDate();
        LocalDate first = firstDay(from, today);
        model.addAttribute("look", look);
        model.addAttribute("pods", pods);
        List<Lab> labs = inventory.labs();
        model.addAttribute("labs", labs);
        model.addAttribute("zooms", Zoom.values());
        model.addAttribute("first", first);
        model.addAttribute("isToday", first.equals(today));
        model.addAttribute("earlier", later(first, -look.zoom().days(), today));
        model.addAttribute("later", later(first, look.zoom().days(), today));
        model.addAttribute("settings", settings);
        TimeWindow window = window(first, look.zoom(), zone);
        model.addAttribute("own", person == null ? List.of() : OwnBars.of(desk.of(person.id()), window));
        if (look.pod() != null) {
            fill(model, look, look.pod(), labs, window, now, zone);
        }
        return "booking/calendar";
    }

    private void fill(Model model, Look look, Pod pod, List<Lab> labs, TimeWindow window, Instant now, ZoneId zone) {
        LabId lab = look.lab() == null ? null : new LabId(look.lab());
        Map<LabId, String> names = labs.stream().collect(Collectors.toMap(Lab::id, Lab::name));
        var all = availability.weeks(lab, window);
        model.addAttribute("hosts", all.stream().map(time -> time.host().name()).toList());
        var question = new Timeline.Question(
                pod.resources(), look.lasting(), settings.firstPreparation(), settings.tearDownMargin(), now);
        model.addAttribute(
                "timeline",
                Timeline.of(
                        all.stream().filter(time -> look.isAbout(time.host())).toList(),
                        names,
                        question,
                        window,
                        zone));
        List<HostTime> inService = availability.hostsInService(lab).stream()
                .filter(time -> look.isAbout(time.host()))
                .toList();
        model.addAttribute(
                "openings",
                availability.openings(
                        inService, pod.resources(), look.lasting(), settings.firstPreparation(), OPENINGS));
        model.addAttribute(
                "fitsAnywhere",
                all.stream().anyMatch(time -> time.host().limit().covers(pod.resources())));
        model.addAttribute("now", now);
    }

    private Optional<Pod> firstThatFits(List<Pod> pods) {
        List<HostTime> hosts = availability.hostsInService(null);
        return pods.stream().filter(pod -> HomePage.fits(hosts, pod)).findFirst();
    }

    private Look look(
            List<Pod> pods,
            @Nullable String pod,
            @Nullable String length,
            @Nullable String unit,
            @Nullable String lab,
            @Nullable String host,
            @Nullable String zoom) {
        Pod chosen = pods.stream()
                .filter(each -> each.key().equals(pod))
                .findFirst()
                .or(() -> firstThatFits(pods))
                .orElse(pods.isEmpty() ? null : pods.getFirst());
        BookingForm.Unit unitWanted = "HOURS".equals(unit) ? BookingForm.Unit.HOURS : BookingForm.Unit.DAYS;
        int most = (int)
                (unitWanted == BookingForm.Unit.HOURS
                        ? settings.longest().toHours()
                        : settings.longest().toDays());
        int count = number(length, (int) settings.defaultLength().toDays());
        return new Look(
                chosen,
                Math.clamp(count, 1, Math.max(1, most)),
                unitWanted,
                uuid(lab),
                host == null || host.isBlank() ? null : host,
                Zoom.of(zoom));
    }

    private LocalDate firstDay(@Nullable String from, LocalDate today) {
        LocalDate last = today.plusDays(settings.farthestAhead().toDays());
        try {
            LocalDate day = from == null || from.isBlank() ? today : LocalDate.parse(from);
            return day.isBefore(today) ? today : day.isAfter(last) ? last : day;
        } catch (DateTimeParseException e) {
            return today;
        }
    }

    /** Null where there is nothing to be seen. */
    private @Nullable LocalDate later(LocalDate first, int days, LocalDate today) {
        LocalDate there = first.plusDays(days);
        if (first.equals(today) && days < 0
                || there.isAfter(today.plusDays(settings.farthestAhead().toDays()))) {
            return null;
        }
        return there.isBefore(today) ? today : there;
    }

    private static TimeWindow window(LocalDate first, Zoom zoom, ZoneId zone) {
        return new TimeWindow(
                first.atStartOfDay(zone).toInstant(),
                first.plusDays(zoom.days()).atStartOfDay(zone).toInstant());
    }

    private static int number(@Nullable String text, int otherwise) {
        try {
            return text == null || text.isBlank() ? otherwise : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
