package org.podkeeper.outage.web;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.outage.Announcements;
import org.podkeeper.web.Notice;
import org.podkeeper.web.Notices;
import org.podkeeper.web.Times;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The sentences at the top of every page. */
@Component
class NoticesToReader implements Notices {
    private final Announcements announcements;
    private final Scopes scopes;
    private final Words words;
    private final Times times;
    private final Clock clock;

    NoticesToReader(Announcements announcements, Scopes scopes, Words words, Times times, Clock clock) {
        this.announcements = announcements;
        this.scopes = scopes;
        this.words = words;
        this.times = times;
        this.clock = clock;
    }

    @Override
    public List<Notice> ofReader() {
        var reader = SecurityContextHolder.getContext().getAuthentication();
        Person person = reader != null && reader.getPrincipal() instanceof Person known ? known : null;
        Set<String> dismissed = dismissedHere();
        var notices = new ArrayList<Notice>();
        announcements.shownTo(person == null ? null : person.id()).stream()
                .filter(one -> person != null || !dismissed.contains(one.id().toString()))
                .forEach(one -> notices.add(new Notice(one.id().toString(), one.warns(), one.text(), one.link())));
        if (person != null) {
            announcements.near(person.id()).forEach(outage -> notices.add(notice(outage)));
        }
        return notices;
    }

    private Notice notice(PlannedOutage outage) {
        String when = times.window(outage.window().start(), outage.window().end());
        String code = outage.isUnderWay(clock.instant()) ? "banner.now" : "banner.near";
        String scope = scopes.name(outage.lab(), outage.host());
        return new Notice(outage.id().toString(), true, words.say(code, scope, when, outage.reason()), "/bookings");
    }

    private static Set<String> dismissedHere() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? Dismissed.in(request.getRequest())
                : Set.of();
    }
}
