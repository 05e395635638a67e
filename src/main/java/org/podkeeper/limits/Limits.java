package org.podkeeper.limits;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.account.Refusal;
import org.podkeeper.account.Role;
import org.podkeeper.account.TeamId;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.LabId;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of limits: what counts for whom, and the rules that say so. Lab admins set them. */
@Service
@Transactional
public class Limits {
    private static final int LONGEST_NOTE = 300;
    private static final int CHANGES_SHOWN = 30;

    private final LimitRules rules;
    private final UsualLimits usual;
    private final LimitText text;
    private final Catalog catalog;
    private final Clock clock;

    Limits(LimitRules rules, UsualLimits usual, LimitText text, Catalog catalog, Clock clock) {
        this.rules = rules;
        this.usual = usual;
        this.text = text;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** What counts for a person who books for this team in this lab. */
    @Transactional(readOnly = true)
    public EffectiveLimits effective(Person person, @Nullable TeamId team, @Nullable LabId lab) {
        Booker booker = Booker.of(person, team, lab);
        return Precedence.effective(rules.about(booker), usual, booker);
    }

    /** The same for several labs, each as one of them. */
    @Transactional(readOnly = true)
    public Map<LabId, EffectiveLimits> effective(Person person, @Nullable TeamId team, Collection<LabId> labs) {
        List<LimitRule> about = rules.about(Booker.of(person, team, null));
        return labs.stream()
                .distinct()
                .collect(Collectors.toMap(
                        Function.identity(), lab -> Precedence.effective(about, usual, Booker.of(person, team, lab))));
    }

    /** All rules: by kind, those that count for most first. */
    @Transactional(readOnly = true)
    public List<LimitRule> rules() {
        return rules.all().stream()
                .sorted(Comparator.comparing(LimitRule::kind)
                        .thenComparing(LimitRule::scope, LimitScope.BY_PRECEDENCE)
                        .thenComparing(rule -> text.scope(rule.scope())))
                .toList();
    }

    @Transactional(readOnly = true)
    public Optional<LimitRule> find(RuleId id) {
        return rules.find(id);
    }

    /** Who set and removed what, the latest first. */
    @Transactional(readOnly = true)
    public List<LimitChange> changes() {
        return rules.changes(CHANGES_SHOWN);
    }

    /**
     * Sets a limit, in place of what was said for the same before.
     *
     * @param value as {@link LimitValue#text()} writes it
     * @throws AccessDeniedException when the person is no lab admin
     */
    public Outcome<LimitRule> put(LimitKind kind, LimitScope scope, String value, String note, Person by) {
        mustBeLabAdmin(by);
        Optional<LimitValue> read = kind.read(value.strip());
        List<Refusal> refusals = new ArrayList<>();
        if (read.isEmpty()) {
            refusals.add(refusal("value", "value." + kind.unit()));
        } else if (read.get() instanceof LimitValue.Pods pods) {
            SortedSet<String> unknown = new TreeSet<>(pods.keys());
            Stream.concat(catalog.pods().stream(), catalog.retiredPods().stream())
                    .map(Pod::key)
                    .forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                refusals.add(refusal("value", "pod", String.join(", ", unknown)));
            }
        }
        if (note.strip().length() > LONGEST_NOTE) {
            refusals.add(refusal("note", "note", note.strip().length(), LONGEST_NOTE));
        }
        if (!text.exists(scope)) {
            refusals.add(refusal("scope", "scope"));
        }
        if (!refusals.isEmpty()) {
            return new Refused<>(refusals);
        }
        LimitRule before = rules.find(kind, scope).orElse(null);
        Instant now = clock.instant();
        var rule = new LimitRule(
                before == null ? new RuleId(UUID.randomUUID()) : before.id(),
                scope,
                kind,
                read.orElseThrow(),
                note.strip(),
                by.userName(),
                now);
        rules.put(rule);
        rules.note(new LimitChange(
                now,
                by.userName(),
                kind,
                text.scope(scope),
                before == null ? null : text.value(before.kind(), before.value()),
                text.value(kind, rule.value()),
                rule.note()));
        return new Done<>(rule);
    }

    /**
     * Removes a rule: the next in precedence counts. Nothing happens when there is none.
     *
     * @throws AccessDeniedException when the person is no lab admin
     */
    public Optional<LimitRule> remove(RuleId id, Person by) {
        mustBeLabAdmin(by);
        Optional<LimitRule> found = rules.find(id);
        found.ifPresent(rule -> {
            rules.remove(id);
            rules.note(new LimitChange(
                    clock.instant(),
                    by.userName(),
                    rule.kind(),
                    text.scope(rule.scope()),
                    text.value(rule.kind(), rule.value()),
                    null,
                    ""));
        });
        return found;
    }

    private static void mustBeLabAdmin(Person by) {
        if (!by.is(Role.LAB_ADMIN)) {
            throw new AccessDeniedException("Limits are set by lab admins");
        }
    }

    private static Refusal refusal(String field, String code, Object... details) {
        return new Refusal(field, "limits.refusal." + code, List.of(details));
    }
}
