package org.podkeeper.booking;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

/**
 * What one host has promised over time, for answering "is there room" and "when is there room" without asking the
 * database again. It advises; the database decides.
 *
 * @param limit what may be promised at any instant
 * @param closed windows in which the host takes no bookings
 */
public record HostSchedule(Resources limit, List<Hold> holds, List<TimeWindow> closed) {
    public HostSchedule {
        holds = List.copyOf(holds);
        closed = List.copyOf(closed);
    }

    /** The same with one more window in which the host takes no bookings. */
    HostSchedule closedAlso(TimeWindow window) {
        return new HostSchedule(
                limit, holds, Stream.concat(closed.stream(), Stream.of(window)).toList());
    }

    /** What is promised to others than this booking. */
    HostSchedule without(BookingId booking) {
        return new HostSchedule(
                limit,
                holds.stream().filter(hold -> !booking.equals(hold.booking())).toList(),
                closed);
    }

    /** The most that is promised of each resource at any instant of the window, each for itself. */
    public Resources peak(TimeWindow window) {
        Resources peak = Resources.NONE;
        for (Instant instant : instantsOfChange(window)) {
            Resources level = at(instant);
            peak = new Resources(
                    Math.max(peak.vcpus(), level.vcpus()),
                    Math.max(peak.memoryMib(), level.memoryMib()),
                    Math.max(peak.diskGib(), level.diskGib()));
        }
        return peak;
    }

    /** What is promised at the instant. */
    public Resources at(Instant instant) {
        return holds.stream()
                .filter(hold -> hold.window().contains(instant))
                .map(Hold::resources)
                .reduce(Resources.NONE, Resources::plus);
    }

    public boolean isClosed(TimeWindow window) {
        return closed.stream().anyMatch(window::overlaps);
    }

    public boolean hasRoom(Resources wanted, TimeWindow window) {
        return !isClosed(window) && limit.covers(peak(window).plus(wanted));
    }

    /**
     * The first start at or after {@code from}, and before {@code until}, from which there is room for the length. Room
     * can only appear where a hold or an outage ends.
     *
     * @param before how much earlier than its start a later booking takes the host
     * @param after how much longer than its end
     */
    public Optional<Instant> firstStart(
            Resources wanted, Instant from, Instant until, Duration length, Duration before, Duration after) {
        if (!limit.covers(wanted)) {
            return Optional.empty();
        }
        var candidates = new TreeSet<Instant>();
        candidates.add(from);
        holds.forEach(hold -> candidates.add(hold.window().end().plus(before)));
        closed.forEach(outage -> candidates.add(outage.end().plus(before)));
        return candidates.tailSet(from).headSet(until).stream()
                .filter(start -> {
                    Instant taken = start.minus(before).isBefore(from) ? from : start.minus(before);
                    return hasRoom(
                            wanted, new TimeWindow(taken, start.plus(length).plus(after)));
                })
                .min(Comparator.naturalOrder());
    }

    /**
     * Until when there is room from now on without a break.
     *
     * @return {@code until} at the latest; empty when there is none now
     */
    public Optional<Instant> roomUntil(Resources wanted, Instant now, Instant until) {
        var horizon = new TimeWindow(now, until);
        var moments = new TreeSet<>(instantsOfChange(horizon));
        closed.stream().filter(horizon::overlaps).forEach(outage -> moments.add(latest(outage.start(), now)));
        for (Instant moment : moments) {
            boolean room = closed.stream().noneMatch(outage -> outage.contains(moment))
                    && limit.covers(at(moment).plus(wanted));
            if (!room) {
                return moment.equals(now) ? Optional.empty() : Optional.of(moment);
            }
        }
        return Optional.of(until);
    }

    /**
     * A part of the time in which nothing changes.
     *
     * @param free what is not promised, never below zero
     * @param closed whether the host takes no bookings
     */
    public record Stretch(TimeWindow window, Resources free, boolean closed) {
        public boolean hasRoom(Resources wanted) {
            return !closed && free.covers(wanted);
        }
    }

    /** The window in parts in which nothing changes, without a gap, earliest first. */
    public List<Stretch> stretches(TimeWindow window) {
        var changes = new TreeSet<Instant>(List.of(window.start(), window.end()));
        Stream.concat(holds.stream().map(Hold::window), closed.stream())
                .filter(window::overlaps)
                .flatMap(each -> Stream.of(each.start(), each.end()))
                .filter(window::contains)
                .forEach(changes::add);
        var stretches = new ArrayList<Stretch>();
        for (Instant start : changes.headSet(window.end())) {
            var part = new TimeWindow(start, Objects.requireNonNull(changes.higher(start)));
            stretches.add(new Stretch(part, limit.minus(at(start)).orNothing(), isClosed(part)));
        }
        return stretches;
    }

    /** The longest parts of the window in which there is room all the time, earliest first. */
    public List<TimeWindow> room(Resources wanted, TimeWindow window) {
        var room = new ArrayList<TimeWindow>();
        for (Stretch stretch : stretches(window)) {
            if (!stretch.hasRoom(wanted)) {
                continue;
            }
            boolean goesOn = !room.isEmpty()
                    && room.getLast().end().equals(stretch.window().start());
            Instant since =
                    goesOn ? room.removeLast().start() : stretch.window().start();
            room.add(new TimeWindow(since, stretch.window().end()));
        }
        return room;
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private List<Instant> instantsOfChange(TimeWindow window) {
        var instants = new TreeSet<Instant>();
        instants.add(window.start());
        holds.stream()
                .map(hold -> hold.window().start())
                .filter(window::contains)
                .forEach(instants::add);
        return List.copyOf(instants);
    }
}
