package org.podkeeper.approval.web;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.approval.Approval;
import org.podkeeper.booking.Availability;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingSettings;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.web.Times;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Requests in words. */
@Component
class ApprovalWords {
    private final Known known;
    private final Availability availability;
    private final BookingSettings settings;
    private final MessageSource messages;
    private final Times times;
    private final Clock clock;

    /** What requests are about. */
    @Component("knownToRequests")
    record Known(People people, Teams teams, Catalog catalog, BookingDesk desk) {}

    ApprovalWords(
            Known known,
            Availability availability,
            BookingSettings settings,
            MessageSource messages,
            Times times,
            Clock clock) {
        this.known = known;
        this.availability = availability;
        this.settings = settings;
        this.messages = messages;
        this.times = times;
        this.clock = clock;
    }

    /**
     * A request for a table.
     *
     * @param what which Pod, or which booking
     * @param when from when on and for how long, or until when
     * @param team name of the team that it is for, or null
     */
    record Row(
            Approval approval,
            String by,
            String userName,
            String what,
            String when,
            @Nullable String team) {}

    Row row(Approval approval) {
        Person by = known.people().find(approval.askedBy()).orElseThrow();
        BookingRequest wanted = approval.wanted();
        Approval.Extension extension = approval.extension();
        if (wanted != null) {
            return new Row(
                    approval,
                    by.fullName(),
                    by.userName(),
                    podOf(wanted).map(Pod::name).orElse("?"),
                    wanted.start() == null
                            ? say("now", times.duration(wanted.length()))
                            : times.window(wanted.start(), wanted.start().plus(wanted.length())),
                    nameOf(wanted.choices().team()));
        }
        Optional<BookingView> extended =
                Optional.ofNullable(extension).flatMap(one -> known.desk().find(one.booking()));
        String number = extended.map(BookingView::number).map(String::valueOf).orElse("?");
        return new Row(
                approval,
                by.fullName(),
                by.userName(),
                say("extends", number),
                extension == null ? "" : say("until", times.at(extension.until())),
                nameOf(extended.map(booking -> booking.choices().team()).orElse(null)));
    }

    private @Nullable String nameOf(@Nullable TeamId team) {
        return Optional.ofNullable(team)
                .flatMap(known.teams()::find)
                .map(Team::name)
                .orElse(null);
    }

    /** Whether there is room for it as things stand; an approval finds out for certain. */
    String room(Approval approval) {
        BookingRequest wanted = approval.wanted();
        Pod pod = wanted == null ? null : podOf(wanted).orElse(null);
        if (wanted == null || pod == null) {
            return "";
        }
        Instant now = clock.instant();
        Instant from = wanted.start() == null || wanted.start().isBefore(now) ? now : wanted.start();
        return availability
                .firstStart(
                        availability.hostsInService(wanted.lab()),
                        pod.resources(),
                        from,
                        wanted.length(),
                        settings.firstPreparation())
                .map(first -> first.equals(from) ? say("room") : say("roomFrom", times.at(first)))
                .orElseGet(() -> say("noRoom"));
    }

    private Optional<Pod> podOf(BookingRequest wanted) {
        return known.catalog().pod(wanted.pod());
    }

    private String say(String key, Object... args) {
        return messages.getMessage("approval." + key, args, Locale.ENGLISH);
    }
}
