package org.podkeeper.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.account.TeamId;
import org.podkeeper.inventory.LabId;

class PrecedenceTest {
    private static final int WORLDS = 400;

    private final Random random = new Random(4);
    private final List<PersonId> people = List.of(new PersonId(uuid()), new PersonId(uuid()), new PersonId(uuid()));
    private final List<TeamId> teams = List.of(new TeamId(uuid()), new TeamId(uuid()));
    private final List<LabId> labs = List.of(new LabId(uuid()), new LabId(uuid()));

    /** The oracle asks for each way a rule could be about somebody, in the order in which they are said on the page. */
    @Test
    void countsWhatASearchFromTheMostParticularOnFinds() {
        for (int world = 0; world < WORLDS; world++) {
            List<LimitRule> rules = someRules();
            for (PersonId person : people) {
                for (Role role : Role.values()) {
                    for (@Nullable TeamId team : orNone(teams)) {
                        for (@Nullable LabId lab : orNone(labs)) {
                            var booker = new Booker(person, role, team, lab);
                            for (LimitKind kind : LimitKind.values()) {
                                assertThat(Precedence.counting(rules, kind, booker)
                                                .orElse(null))
                                        .as("%s for %s of %s", kind, booker, rules)
                                        .isEqualTo(oracle(rules, kind, booker));
                            }
                        }
                    }
                }
            }
        }
    }

    private static @Nullable LimitRule oracle(List<LimitRule> rules, LimitKind kind, Booker booker) {
        List<Predicate<LimitScope>> ways = List.of(
                scope -> booker.person().equals(scope.person()) && inThisLab(scope, booker),
                scope -> booker.person().equals(scope.person()) && scope.lab() == null,
                scope -> booker.team() != null && booker.team().equals(scope.team()) && inThisLab(scope, booker),
                scope -> booker.team() != null && booker.team().equals(scope.team()) && scope.lab() == null,
                scope -> booker.role() == scope.role() && inThisLab(scope, booker),
                scope -> booker.role() == scope.role() && scope.lab() == null,
                scope -> isForEveryone(scope) && inThisLab(scope, booker),
                scope -> isForEveryone(scope) && scope.lab() == null);
        for (Predicate<LimitScope> way : ways) {
            for (LimitRule rule : rules) {
                if (rule.kind() == kind && way.test(rule.scope())) {
                    return rule;
                }
            }
        }
        return null;
    }

    private static boolean isForEveryone(LimitScope scope) {
        return scope.role() == null && scope.team() == null && scope.person() == null;
    }

    private static boolean inThisLab(LimitScope scope, Booker booker) {
        return booker.lab() != null && booker.lab().equals(scope.lab());
    }

    @Test
    void fallsBackToTheSettingsWhereNoRuleCounts() {
        EffectiveLimits limits = Precedence.effective(List.of(), PrecedenceTest::usual, user());
        assertThat(limits.length(LimitKind.LONGEST)).isEqualTo(Duration.ofDays(21));
        assertThat(limits.of(LimitKind.LONGEST).rule()).isNull();
        assertThat(limits.count(LimitKind.AT_ONCE).covers(1_000_000)).isTrue();
        assertThat(limits.pods(LimitKind.PODS).has("anything")).isTrue();
    }

    @Test
    void letsUsersExtendToTheLongestBookingAndInstructorsAsFarAsTheySay() {
        var shorter = rule(LimitKind.LONGEST, LimitScope.EVERYONE, new LimitValue.Length(Duration.ofDays(2)));
        assertThat(Precedence.effective(List.of(shorter), PrecedenceTest::usual, user())
                        .of(LimitKind.IN_ALL))
                .satisfies(limit -> assertThat(limit.rule()).isEqualTo(shorter));
        var instructor = new Booker(people.getFirst(), Role.INSTRUCTOR, null, null);
        assertThat(Precedence.effective(List.of(shorter), PrecedenceTest::usual, instructor)
                        .length(LimitKind.IN_ALL))
                .isEqualTo(Duration.ofDays(42));
        var longer = rule(LimitKind.LONGEST, LimitScope.EVERYONE, new LimitValue.Length(Duration.ofDays(60)));
        assertThat(Precedence.effective(List.of(longer), PrecedenceTest::usual, instructor)
                        .length(LimitKind.IN_ALL))
                .isEqualTo(Duration.ofDays(60));
    }

    @Test
    void readsEveryValueThatItWrites() {
        for (int i = 0; i < 500; i++) {
            for (LimitKind kind : LimitKind.values()) {
                LimitValue value = someValue(kind);
                assertThat(kind.read(value.text())).contains(value);
            }
        }
    }

    @Test
    void readsNothingElse() {
        assertThat(LimitKind.LONGEST.read("-P1D")).isEmpty();
        assertThat(LimitKind.LONGEST.read("P4000D")).isEmpty();
        assertThat(LimitKind.LONGEST.read("3")).isEmpty();
        assertThat(LimitKind.AT_ONCE.read("-1")).isEmpty();
        assertThat(LimitKind.AT_ONCE.read("")).isEmpty();
        assertThat(LimitKind.AT_ONCE.read("12345678901")).isEmpty();
        assertThat(LimitKind.PODS.read("")).isEmpty();
        assertThat(LimitKind.PODS.read("a,,b")).isEmpty();
        assertThat(LimitKind.PODS.read("A Pod")).isEmpty();
    }

    private Booker user() {
        return new Booker(people.getFirst(), Role.USER, null, null);
    }

    /** At most one per kind and scope, as the database has it. */
    private List<LimitRule> someRules() {
        var rules = new ArrayList<LimitRule>();
        for (LimitKind kind : LimitKind.values()) {
            for (LimitScope scope : scopes()) {
                if (random.nextInt(4) == 0) {
                    rules.add(rule(kind, scope, someValue(kind)));
                }
            }
        }
        Collections.shuffle(rules, random);
        return rules;
    }

    private List<LimitScope> scopes() {
        var scopes = new ArrayList<LimitScope>();
        for (@Nullable LabId lab : orNone(labs)) {
            scopes.add(LimitScope.EVERYONE.in(lab));
            for (Role role : Role.values()) {
                scopes.add(LimitScope.of(role).in(lab));
            }
            teams.forEach(team -> scopes.add(LimitScope.of(team).in(lab)));
            people.forEach(person -> scopes.add(LimitScope.of(person).in(lab)));
        }
        return scopes;
    }

    private LimitValue someValue(LimitKind kind) {
        return switch (kind.unit()) {
            case LENGTH -> new LimitValue.Length(Duration.ofMinutes(random.nextInt(100_000)));
            case COUNT ->
                random.nextInt(5) == 0 ? LimitValue.Count.NONE : new LimitValue.Count((long) random.nextInt(99));
            case PODS ->
                switch (random.nextInt(3)) {
                    case 0 -> LimitValue.Pods.EVERY;
                    case 1 -> LimitValue.Pods.NONE;
                    default ->
                        LimitValue.Pods.of(java.util.Set.of("a" + random.nextInt(3), "b-c." + random.nextInt(3)));
                };
        };
    }

    private static LimitRule rule(LimitKind kind, LimitScope scope, LimitValue value) {
        return new LimitRule(new RuleId(uuid()), scope, kind, value, "", "ada", Instant.EPOCH);
    }

    private static UsualLimits.Usual usual(LimitKind kind, Role role) {
        return switch (kind.unit()) {
            case LENGTH ->
                new UsualLimits.Usual(
                        new LimitValue.Length(Duration.ofDays(kind == LimitKind.IN_ALL && role != Role.USER ? 42 : 21)),
                        "a.setting");
            case COUNT -> new UsualLimits.Usual(LimitValue.Count.NONE, "");
            case PODS ->
                new UsualLimits.Usual(kind == LimitKind.PODS ? LimitValue.Pods.EVERY : LimitValue.Pods.NONE, "");
        };
    }

    private static <T> List<@Nullable T> orNone(List<T> some) {
        var all = new ArrayList<@Nullable T>(some);
        all.add(null);
        return all;
    }

    private static UUID uuid() {
        return UUID.randomUUID();
    }
}
