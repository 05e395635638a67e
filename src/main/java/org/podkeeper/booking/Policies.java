package org.podkeeper.booking;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.springframework.stereotype.Component;

/** The rules of booking, each a small judge of its own; all of them are asked, so that every reason is said at once. */
@Component
class Policies {
    private static final int PURPOSE_LENGTH = 300;
    /** A start this little in the past is somebody who took a minute over the form. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final BookingSettings settings;
    private final Catalog catalog;
    private final Keeping keeping;
    private final Teams teams;
    private final List<Function<Application, Stream<Refusal>>> all = List.of(
            this::purpose,
            this::length,
            this::start,
            this::software,
            this::keys,
            this::keepDays,
            this::from,
            this::team);

    Policies(BookingSettings settings, Catalog catalog, Keeping keeping, Teams teams) {
        this.settings = settings;
        this.catalog = catalog;
        this.keeping = keeping;
        this.teams = teams;
    }

    List<Refusal> judge(Application application) {
        return all.stream().flatMap(policy -> policy.apply(application)).toList();
    }

    private Stream<Refusal> purpose(Application application) {
        int length = application.request().purpose().strip().length();
        if (length == 0) {
            return Stream.of(Refusal.of("purpose", "no-purpose"));
        }
        return length > PURPOSE_LENGTH
                ? Stream.of(Refusal.of("purpose", "long-purpose", length, PURPOSE_LENGTH))
                : Stream.empty();
    }

    private Stream<Refusal> length(Application application) {
        Duration length = application.request().length();
        if (length.compareTo(settings.shortest()) < 0) {
            return Stream.of(Refusal.of("length", "too-short", settings.shortest(), length));
        }
        return Stream.empty();
    }

    private Stream<Refusal> start(Application application) {
        Instant start = application.request().start();
        Instant now = application.now();
        if (start == null) {
            return Stream.empty();
        }
        if (start.isBefore(now.minus(PATIENCE))) {
            return Stream.of(Refusal.of("start", "in-the-past", start));
        }
        return Stream.empty();
    }

    private Stream<Refusal> software(Application application) {
        Pod pod = application.pod();
        Config config = application.config();
        if (pod == null) {
            return Stream.of(Refusal.of("pod", "no-such-pod"));
        }
        if (config == null) {
            return Stream.of(Refusal.of("config", "no-such-config"));
        }
        if (!config.podKey().equals(pod.key())) {
            return Stream.of(Refusal.of("config", "config-of-another-pod", config.name(), pod.name()));
        }
        if (!catalog.mayUse(config, application.person())) {
            return Stream.of(Refusal.of("config", "no-such-config"));
        }
        return catalog.obstacles(pod, config).stream().map(obstacle -> Refusal.of("config", "obstacle", obstacle));
    }

    private Stream<Refusal> keepDays(Application application) {
        int days = application.request().choices().keepDays();
        return days < 0 || days > settings.longestKeep()
                ? Stream.of(Refusal.of("keepDays", "keep-days", settings.longestKeep(), days))
                : Stream.empty();
    }

    private Stream<Refusal> from(Application application) {
        KeptId from = application.request().choices().from();
        if (from == null) {
            return Stream.empty();
        }
        KeptPod kept = keeping.find(from)
                .filter(found -> found.owner().equals(application.person().id()) && found.isWhole())
                .orElse(null);
        if (kept == null) {
            return Stream.of(Refusal.of("from", "no-such-kept"));
        }
        return kept.pod().equals(application.request().pod())
                        && kept.config().equals(application.request().config())
                ? Stream.empty()
                : Stream.of(Refusal.of("from", "kept-of-another-pod", kept.number()));
    }

    private Stream<Refusal> team(Application application) {
        TeamId team = application.request().choices().team();
        return team == null || teams.find(team, application.person()).isPresent()
                ? Stream.empty()
                : Stream.of(Refusal.of("team", "share-team"));
    }

    private Stream<Refusal> keys(Application application) {
        return application.keys() == 0 ? Stream.of(Refusal.of("keys", "no-keys")) : Stream.empty();
    }
}
