package org.podkeeper.limits;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.Team;
import org.podkeeper.account.Teams;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.web.Times;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Limits in words. */
@Component
public class LimitText {
    private final MessageSource messages;
    private final People people;
    private final Teams teams;
    private final Inventory inventory;
    private final Catalog catalog;
    private final Times times;

    LimitText(MessageSource messages, People people, Teams teams, Inventory inventory, Catalog catalog, Times times) {
        this.messages = messages;
        this.people = people;
        this.teams = teams;
        this.inventory = inventory;
        this.catalog = catalog;
        this.times = times;
    }

    /** For example {@code longest booking}. */
    public String kind(LimitKind kind) {
        return say("kind." + kind);
    }

    /** For example {@code 21 days}, {@code no limit}, {@code 48 GiB}. */
    public String value(LimitKind kind, LimitValue value) {
        return switch (value) {
            case LimitValue.Length(Duration most) -> times.duration(most);
            case LimitValue.Count(@Nullable Long most) ->
                most == null
                        ? say("unlimited")
                        : kind == LimitKind.MEMORY_GIB || kind == LimitKind.DISK_GIB
                                ? say("gib", String.valueOf(most))
                                : most.toString();
            case LimitValue.Pods pods ->
                pods.every()
                        ? say("pods.all")
                        : pods.keys().isEmpty()
                                ? say("pods.none")
                                : pods.keys().stream().map(this::podName).collect(Collectors.joining(", "));
        };
    }

    private String podName(String key) {
        return catalog.newestPod(key).map(Pod::name).orElse(key);
    }

    /** For example {@code everyone}, {@code the team Course in the lab Madrid}. */
    public String scope(LimitScope scope) {
        String who = scope.person() != null
                ? say("scope.person", person(scope).map(Person::fullName).orElse("?"))
                : scope.team() != null
                        ? say("scope.team", team(scope).map(Team::name).orElse("?"))
                        : scope.role() != null ? say("scope.role." + scope.role()) : say("scope.everyone");
        return scope.lab() == null
                ? who
                : say("scope.in", who, lab(scope.lab()).map(Lab::name).orElse("?"));
    }

    /** Where it comes from: the rule, or the portal's setting. */
    public String source(Limit limit) {
        LimitRule rule = limit.rule();
        if (rule != null) {
            return say("source.rule", scope(rule.scope()));
        }
        return limit.setting().isEmpty() ? say("source.nothing") : say("source.setting");
    }

    /** Whether all that it names exist. */
    boolean exists(LimitScope scope) {
        return (scope.person() == null || person(scope).isPresent())
                && (scope.team() == null || team(scope).isPresent())
                && (scope.lab() == null || lab(scope.lab()).isPresent());
    }

    private Optional<Person> person(LimitScope scope) {
        return Optional.ofNullable(scope.person()).flatMap(people::find);
    }

    private Optional<Team> team(LimitScope scope) {
        return Optional.ofNullable(scope.team()).flatMap(teams::find);
    }

    private Optional<Lab> lab(LabId id) {
        return inventory.labs().stream().filter(lab -> lab.id().equals(id)).findFirst();
    }

    private String say(String key, Object... args) {
        return messages.getMessage("limits." + key, args, Locale.ENGLISH);
    }
}
